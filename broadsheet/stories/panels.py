"""How stories are edited at the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Page


class HeadlineInput(AdminAutoHeightTextInput):
    """A headline on as many lines as it takes, so that all of it is seen; it is one line all the same."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-one-line": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.split()) if isinstance(value, str) else value


TOPIC = [
    *(FieldPanel(name) for name in ("name", "slug", "description")),
    *(
        [InlinePanel("words", heading=_("In other languages"), label=_("Language"))]
        if len(settings.PAPER_LANGUAGES) > 1
        else []
    ),
]
STORY_TOPIC = [FieldPanel("topic", heading=_("Topic"))]
EVIDENCE = [FieldPanel(name) for name in ("kind", "text", "source", "document", "link", "link_text")]

CONTENT = [
    TitleFieldPanel("title", placeholder=_("Headline"), help_text=_("As readers see it."), widget=HeadlineInput),
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
PROMOTE = [
    FieldPanel("slug", help_text=_("The end of the story's address. The old address leads to the new one.")),
    MultiFieldPanel(
        [
            FieldPanel("seo_title", help_text=_("Left empty: the headline.")),
            FieldPanel("search_description", help_text=_("Left empty: the standfirst.")),
        ],
        heading=_("For search engines"),
    ),
]
SETTINGS = [
    *Page.settings_panels,
    MultiFieldPanel(
        [FieldPanel("access", read_only=True), FieldPanel("embargoed_until", read_only=True)],
        heading=_("Release"),
    ),
]
