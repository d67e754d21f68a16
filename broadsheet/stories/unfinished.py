"""A story saves itself while it is being written: no headline yet, a byline without a name, half an address in a
quote. What is only begun does not keep the rest from being saved. Words stay as they are; what no draft can hold,
such as half a date, is left out and told. Whoever publishes, or presses a button, is told of all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from modelcluster.forms import BaseChildFormSet
from wagtail import blocks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.models import Page

from broadsheet.sections.slugs import LONGEST, refuse_reserved
from broadsheet.stories.ledger import text_of

SHOWN = 60  # letters of the text in a headline that is none yet
DEPTH = 4  # of stories in the tree
WORDED = (blocks.CharBlock, blocks.TextBlock, blocks.URLBlock, blocks.RichTextBlock)
"""Blocks that hold any words, right or wrong."""


# -- no headline yet


def working_headline(body: Iterable[dict[str, Any]], language: str) -> str:
    """What a story is called at the desk until it has a headline: that it has none, and how it begins."""
    words = next((text for item in body if (text := text_of(item["value"]))), "")
    if len(words) > SHOWN:
        words = f"{words[: SHOWN - 1].rsplit(' ', 1)[0]}…"
    return ": ".join(part for part in (_none(language), words) if part)


def _none(language: str) -> str:
    with override(language):
        return _("No headline yet")


def has_no_headline(story: Any) -> bool:
    return bool(story.headline_is_working and story.title.startswith(_none(story.language)))


def stands(slug: str, parent: Page | None, story: Any) -> bool:
    """Whether this story could have this slug."""
    try:
        refuse_reserved(slug, DEPTH)
    except ValidationError:
        return False
    return bool(slug) and Page._slug_is_available(slug, parent, story if story.pk else None)


def free_slug(words: str, parent: Page | None, story: Any) -> str:
    """The slug that these words make, with a number where it is another story's."""
    base = slugify(words, allow_unicode=True).encode()[: LONGEST - 10].decode(errors="ignore").strip("-") or "story"
    numbered = (f"{base}-{number}" for number in count(2))
    return base if stands(base, parent, story) else next(slug for slug in numbered if stands(slug, parent, story))


# -- fields and rows


class Forgiving(WagtailAdminModelForm):
    """A form that, where it saves by itself, leaves out the fields that are wrong: they stay as they were saved last.
    `left_out` says which, and why."""

    by_itself = False

    def full_clean(self) -> None:
        self.left_out: list[str] = []
        super().full_clean()
        if not (self.by_itself and self.is_deferred_validation):
            return
        for name in [name for name in self._errors if name in self.fields]:
            told = " ".join(str(each) for each in self._errors.pop(name))
            self.left_out.append(_("%(field)s: %(why)s") % {"field": self.fields[name].label, "why": told})

    def _update_errors(self, errors: ValidationError) -> None:
        """What a row still needs when the story is published, it does not need in a draft."""
        if self.is_deferred_validation and hasattr(errors, "error_dict"):
            kept = {name: [one for one in all_ if one.code != "required"] for name, all_ in errors.error_dict.items()}
            errors = ValidationError({name: left for name, left in kept.items() if left})
        super()._update_errors(errors)


class Row(Forgiving):
    """A row below a story: a byline, a topic, a piece of evidence, a claim."""

    def says_nothing(self) -> bool:
        """Whether it lacks what the database must have of it: whose byline, which topic."""
        needed = (field for field in self._meta.model._meta.fields if field.is_relation and not field.null)
        return any(field.name in self.fields and not self.cleaned_data.get(field.name) for field in needed)


class Rows(BaseChildFormSet):
    """Rows of which a draft keeps those that say something; one that was only begun waits in the open editor."""

    def _should_delete_form(self, form: Row) -> bool:
        gone: bool = super()._should_delete_form(form)
        return gone or (form.is_deferred_validation and form.says_nothing())


# -- the text


def as_far_as_it_goes(block: blocks.Block, value: Any, told: list[str]) -> Any:
    """The value of a block, cleaned where it can be. `told` gets the name of what had to be left out."""
    try:
        return block.clean(value)
    except ValidationError:
        return _in_part(block, value, told)


def _in_part(block: blocks.Block, value: Any, told: list[str]) -> Any:
    if isinstance(block, blocks.StreamBlock):
        parts = [(each.block.name, as_far_as_it_goes(each.block, each.value, told), each.id) for each in value]
        return blocks.StreamValue(block, parts)
    if isinstance(block, blocks.StructBlock):
        fields = block.child_blocks.items()
        return block._to_struct_value([(name, as_far_as_it_goes(field, value[name], told)) for name, field in fields])
    if isinstance(block, blocks.ListBlock):
        item = block.child_block
        rows = [(as_far_as_it_goes(item, each.value, told), each.id) for each in value.bound_blocks]
        made = [blocks.list_block.ListValue.ListChild(item, inner, id=key) for inner, key in rows]
        return blocks.list_block.ListValue(block, bound_blocks=made)
    if isinstance(block, (*WORDED, BaseTypedTableBlock)):
        return value
    told.append(str(block.label))
    return block.get_default()
