"""What a story's body is made of: few and stable kinds of blocks, and a register for those of higher rooms.

Readers' HTML is not made by Wagtail's blocks but from their stored form, by stories/body.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]
KEPT = "kept"
Stored = list[dict[str, Any]]
"""A body as the database has it: `{"type": …, "value": …, "id": …}` for each block."""


class KeptBlock(blocks.FieldBlock):
    """A block of a kind that this installation does not know: `{"type": …, "value": …}`, carried along
    untouched and never shown to readers."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"readonly": True, "rows": 3}
        self.field = forms.CharField(required=False, widget=forms.Textarea(attributes))
        super().__init__(**kwargs)

    def value_for_form(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def value_from_form(self, value: str) -> Any:
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValidationError(_("This block must stay as it is.")) from error

    def get_form_state(self, value: Any) -> str:
        return self.value_for_form(value)

    class Meta:
        icon = "warning"
        label = _("Of a kind not installed here (kept as it is)")
        default = None


class Quote(blocks.StructBlock):
    words = blocks.TextBlock(label=_("Words"))
    speaker = blocks.CharBlock(label=_("Speaker"), required=False, max_length=200)
    role = blocks.CharBlock(label=_("Who the speaker is"), required=False, max_length=300)
    reported_by = blocks.CharBlock(label=_("Reported by"), required=False, max_length=300)
    link = blocks.URLBlock(label=_("Link"), required=False)
    source = SnippetChooserBlock("sourcing.Source", label=_("Source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")


class ShownPicture(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.TextBlock(label=_("Caption, if not the picture's own"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")


class Related(blocks.StructBlock):
    story = blocks.PageChooserBlock(label=_("Story"), page_type="stories.StoryPage", required=False)
    url = blocks.URLBlock(label=_("or an address elsewhere"), required=False)
    headline = blocks.CharBlock(label=_("Headline, if not the story's own"), required=False, max_length=300)
    teaser = blocks.TextBlock(label=_("Teaser"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Related story")


class Body(blocks.StreamBlock):
    """Keeps blocks of unknown kinds through every round trip."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=TEXT_FEATURES, icon="pilcrow", required=False)
    heading = blocks.CharBlock(label=_("Heading"), max_length=200, icon="title")
    quote = Quote()
    picture = ShownPicture()
    related = Related()
    list = blocks.StructBlock(
        [
            ("numbered", blocks.BooleanBlock(label=_("Numbered"), required=False)),
            ("items", blocks.ListBlock(blocks.RichTextBlock(features=TEXT_FEATURES), label=_("Items"))),
        ],
        icon="list-ul",
        label=_("List"),
    )
    note = blocks.RichTextBlock(label=_("Note to readers"), features=TEXT_FEATURES, icon="info-circle")
    kept = KeptBlock(group=_("Not known here"))

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._wrapped(value))

    def get_prep_value(self, value: Any) -> Stored:
        return [_unwrapped(item) for item in super().get_prep_value(value)]

    def _wrapped(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                return value
        if not isinstance(value, Iterable) or isinstance(value, str | blocks.StreamValue):
            return value
        return [self._wrap(item) if isinstance(item, dict) else item for item in value]

    def _wrap(self, item: dict[str, Any]) -> dict[str, Any]:
        if item["type"] in self.child_blocks:
            return item
        kept = {"type": item["type"], "value": item["value"]}
        return {"type": KEPT, "value": kept, "id": item.get("id")}


def _unwrapped(item: dict[str, Any]) -> dict[str, Any]:
    if item["type"] != KEPT or not item["value"]:
        return item
    return {**item["value"], "id": item["id"]}


class BodyField(StreamField):
    """A StreamField whose migrations do not repeat the blocks: which ones there are depends on the rooms that
    are installed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(BODY, **kwargs)

    @cached_property
    def stream_block(self) -> Body:
        BODY.set_meta_options(self.block_opts)
        return BODY

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs


BODY = Body()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block of a higher room. `html(value, block_id, language)` gets the stored form and returns safe
    HTML; it follows the rules of the press."""

    name: str
    block: blocks.Block
    html: Callable[[Any, str, str], str]


REGISTERED: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let stories have blocks of this kind; to be called when the room's app gets ready."""
    kind.block.set_name(kind.name)
    BODY.child_blocks[kind.name] = kind.block
    REGISTERED[kind.name] = kind
