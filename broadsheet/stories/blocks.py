"""What a story's body is made of: few and stable kinds of blocks, and a register for those of higher rooms.

Readers' HTML is not made by Wagtail's blocks but from their stored form, by stories/body.py.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.base import BlockWidget
from wagtail.fields import StreamField

from broadsheet.stories import unfinished
from broadsheet.stories.parts import (
    NOTE_FEATURES,
    TEXT_FEATURES,
    AudioClip,
    Embed,
    Gallery,
    Items,
    KeyPoints,
    Quote,
    Related,
    ShownDocument,
    ShownPicture,
    Table,
)

KEPT = "kept"
Names = list[str]
Stored = list[dict[str, Any]]
"""A body as the database has it: `{"type": …, "value": …, "id": …}` for each block."""


_ALONE = threading.RLock()
"""Who saves a draft asks less of the blocks than who publishes, and Wagtail notes that in the blocks themselves,
which all threads share: one that publishes meanwhile would be asked as little, or one that saves as much."""


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


class Body(blocks.StreamBlock):
    """Keeps blocks of unknown kinds through every round trip."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=TEXT_FEATURES, icon="pilcrow", required=False)
    margin = blocks.RichTextBlock(
        label=_("Where this comes from"),
        features=NOTE_FEATURES,
        icon="tag",
        help_text=_("It stands in the margin beside the paragraph above: at most about 25 words."),
    )
    heading = blocks.CharBlock(label=_("Heading"), max_length=200, icon="title")
    quote = Quote()
    list = Items()
    points = KeyPoints()
    note = blocks.RichTextBlock(label=_("Note to readers"), features=TEXT_FEATURES, icon="info-circle")
    picture = ShownPicture()
    gallery = Gallery()
    related = Related()
    table = Table()
    embed = Embed()
    audio = AudioClip()
    document = ShownDocument()
    kept = KeptBlock(group=_("Not known here"))

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._wrapped(value))

    def get_prep_value(self, value: Any) -> Stored:
        return [_unwrapped(item) for item in super().get_prep_value(value)]

    def clean(self, value: Any) -> Any:
        with _ALONE:
            return super().clean(value)

    def clean_deferred(self, value: Any) -> Any:
        with _ALONE:
            return super().clean_deferred(value)

    def clean_as_far_as_it_goes(self, value: Any, told: Names) -> Any:
        """The same for a story that saves itself; `told` gets the names of fields that were left out."""
        with _ALONE:
            self.defer_required_validation()
            try:
                return unfinished.as_far_as_it_goes(self, value, told)
            finally:
                self.restore_deferred_validation()

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


class BodyWidget(BlockWidget):
    """Wagtail writes down for the editor which blocks there are, anew for each answer, those to an autosave included,
    which do not even use it. They are the same for every story: it is done once for each language of the desk."""

    _written: ClassVar[dict[str | None, tuple[Any, str]]] = {}
    _js_context: Any
    _block_json: str | None

    def _build_block_json(self) -> None:
        language = get_language()
        if language not in self._written:
            super()._build_block_json()
            self._written[language] = (self._js_context, self._block_json or "")
        self._js_context, self._block_json = self._written[language]


class BodyField(StreamField):
    """A StreamField whose migrations do not repeat the blocks: which ones there are depends on the rooms that
    are installed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(BODY, **kwargs)

    @cached_property
    def stream_block(self) -> Body:
        BODY.set_meta_options(self.block_opts)
        return BODY

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": BodyWidget(self.stream_block), **kwargs})

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
