"""What an issue is made of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
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
        blocks.StaticBlock(label=_("Dividing line"), icon="horizontalrule", admin_text=_("A line between parts.")),
    ),
]
