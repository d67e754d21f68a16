"""How stories are edited at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page

TOPIC = [FieldPanel("name"), FieldPanel("slug")]
STORY_TOPIC = [FieldPanel("topic", heading=_("Topic"))]
EVIDENCE = [FieldPanel(name) for name in ("kind", "text", "source", "document", "link", "link_text")]

CONTENT = [
    TitleFieldPanel("title", placeholder=_("Headline"), help_text=_("As readers see it.")),
    FieldPanel("standfirst"),
    InlinePanel("bylines", heading=_("Byline"), label=_("Name")),
    MultiFieldPanel([FieldPanel("hero"), FieldPanel("hero_caption")], heading=_("Picture")),
    FieldPanel("body"),
    MultiFieldPanel(
        [FieldPanel("how_we_know"), InlinePanel("evidence", label=_("Row"))], heading=_("How we know this")
    ),
    InlinePanel("story_topics", heading=_("Topics"), label=_("Topic")),
    MultiFieldPanel(
        [FieldPanel(name) for name in ("kicker", "dateline", "headline_is_working", "ednote")], heading=_("Also")
    ),
]
SETTINGS = [
    *Page.settings_panels,
    MultiFieldPanel(
        [FieldPanel("access", read_only=True), FieldPanel("embargoed_until", read_only=True)],
        heading=_("Release"),
    ),
]
