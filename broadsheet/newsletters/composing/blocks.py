"""What an issue is made of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

PROSE = ["bold", "italic", "link"]

BLOCKS = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=200, icon="title")),
    ("text", blocks.RichTextBlock(label=_("Text"), features=[*PROSE, "ol", "ul"], icon="pilcrow")),
    (
        "story",
        blocks.StructBlock(
            [
                ("story", blocks.PageChooserBlock(label=_("Story"), page_type="stories.StoryPage")),
                ("headline", blocks.CharBlock(label=_("Headline here"), required=False, max_length=255)),
                ("teaser", blocks.TextBlock(label=_("Teaser here"), required=False, max_length=600)),
                ("picture", blocks.BooleanBlock(label=_("With its picture"), required=False, default=True)),
            ],
            label=_("Story"),
            icon="doc-full",
        ),
    ),
    (
        "picture",
        blocks.StructBlock(
            [
                ("picture", ImageChooserBlock(label=_("Picture"))),
                (
                    "caption",
                    blocks.TextBlock(
                        label=_("Caption, if not the picture's own"), required=False, max_length=600, rows=2
                    ),
                ),
            ],
            label=_("Picture"),
            icon="image",
        ),
    ),
    (
        "quote",
        blocks.StructBlock(
            [
                (
                    "words",
                    blocks.TextBlock(
                        label=_("Words"),
                        max_length=1000,
                        rows=3,
                        help_text=_("The quotation marks are set by the paper."),
                    ),
                ),
                ("speaker", blocks.CharBlock(label=_("Speaker"), required=False, max_length=200)),
                ("role", blocks.CharBlock(label=_("Who the speaker is"), required=False, max_length=300)),
            ],
            label=_("Quote"),
            icon="openquote",
        ),
    ),
    ("brief", SnippetChooserBlock("briefs.Brief", label=_("Brief"), icon="time")),
    (
        "picks",
        blocks.StaticBlock(label=_("Editors' Picks"), icon="list-ul", admin_text=_("As they are when it is sent.")),
    ),
    (
        "button",
        blocks.StructBlock(
            [
                ("words", blocks.CharBlock(label=_("Words"), max_length=60)),
                ("url", blocks.URLBlock(label=_("Address"))),
            ],
            label=_("Button"),
            icon="link",
        ),
    ),
    (
        "rule",
        blocks.StaticBlock(label=_("Dividing line"), icon="minus", admin_text=_("A line between parts.")),
    ),
]


class IssueBody(StreamField):
    """A StreamField whose migrations do not repeat the blocks: another block, or another word on one, changes nothing
    in the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(BLOCKS, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs
