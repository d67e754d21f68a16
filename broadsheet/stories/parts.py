"""The kinds of blocks that have fields of their own. Their stored form is what stories/body/ makes HTML of."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from broadsheet.sourcing.choosing import SourceBlock

TEXT_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]
NOTE_FEATURES = ["italic", "link"]
MOST_POINTS = 5
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")


class Reached(TextChoices):
    """How a quotation reached the paper."""

    SAID = "said", _("Said to us")
    BRIEFING = "briefing", _("At a press briefing")
    REPORTED = "reported", _("Reported by others")
    DOCUMENT = "document", _("In a document")
    SOCIAL = "social", _("In a post on social media")
    UNNAMED = "unnamed", _("By somebody who is not named")


class Quote(blocks.StructBlock):
    words = blocks.TextBlock(label=_("Words"), help_text=_("The quotation marks are set by the paper."))
    speaker = blocks.CharBlock(label=_("Speaker"), required=False, max_length=200)
    role = blocks.CharBlock(label=_("Who the speaker is"), required=False, max_length=300)
    how = blocks.ChoiceBlock(label=_("How it reached us"), choices=Reached.choices, required=False)
    date = blocks.DateBlock(label=_("When it was said"), required=False)
    reported_by = blocks.CharBlock(label=pgettext_lazy("a quotation", "Reported by"), required=False, max_length=300)
    source = SourceBlock(label=_("or a source of the register"), required=False)
    link = blocks.URLBlock(label=_("Link"), required=False)
    language = blocks.CharBlock(
        label=_("Language of the words, if not the story's"),
        required=False,
        max_length=20,
        validators=[RegexValidator(rf"^{_TAG.pattern}$", _("A language tag, please, such as “uk”."))],
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")


class ShownPicture(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.TextBlock(label=_("Caption, if not the picture's own"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")


class Gallery(blocks.StructBlock):
    pictures = blocks.ListBlock(ShownPicture(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "grip"
        label = _("Gallery")


class Related(blocks.StructBlock):
    story = blocks.PageChooserBlock(label=_("Story"), page_type="stories.StoryPage", required=False)
    url = blocks.URLBlock(label=_("or an address elsewhere"), required=False)
    headline = blocks.CharBlock(label=_("Headline, if not the story's own"), required=False, max_length=300)
    teaser = blocks.TextBlock(label=_("Teaser"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Related story")


class Items(blocks.StructBlock):
    numbered = blocks.BooleanBlock(label=_("Numbered"), required=False)
    items = blocks.ListBlock(blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Item")), label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("List")


class KeyPoints(blocks.StructBlock):
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=_("Point")), label=_("Points"), min_num=1, max_num=MOST_POINTS
    )

    class Meta:
        icon = "tasks"
        label = _("Key points")


class Table(TypedTableBlock):
    """Stored as {"columns": [{"type": "text" | "number", "heading"}], "rows": [{"values": […]}], "caption"}."""

    text = blocks.CharBlock(label=_("Words"), required=False)
    number = blocks.CharBlock(label=_("Numbers"), required=False)

    def clean(self, table: TypedTable) -> TypedTable:
        if not (self.is_deferred_validation or table.caption.strip()):
            raise TypedTableBlockValidationError(non_block_errors=[_("Say in a caption what the table shows.")])
        return super().clean(table)

    class Meta:
        icon = "table"
        label = _("Table")


class Embed(blocks.StructBlock):
    url = blocks.URLBlock(label=_("Address"))
    title = blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("Nothing is loaded from there until a reader asks for it.")
    )
    caption = blocks.TextBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "media"
        label = _("From elsewhere")


class ShownDocument(blocks.StructBlock):
    document = SnippetChooserBlock("sourcing.Document", label=_("File"))
    caption = blocks.TextBlock(label=_("Caption, if not the file's own"), required=False)

    class Meta:
        icon = "doc-empty"
        label = _("Document")


class AudioClip(ShownDocument):
    transcript = blocks.TextBlock(
        label=_("Transcript"), required=False, help_text=_("What is said and heard, for who cannot hear it.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["document"] and not cleaned["document"].is_audio:
            sentence = _("This file is no recording: please choose MP3, M4A or Ogg.")
            raise blocks.StructBlockValidationError(block_errors={"document": ValidationError(sentence)})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Audio clip")
