"""The chooser of pages where a story is wanted: the newest at once, not the tree in whose branches they hang."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from broadsheet.stories.models import StoryPage

TOP = "wagtailadmin_choose_page"
STORY = "stories.storypage"


def newest_first(pages: Any, request: HttpRequest) -> Any:
    """For Wagtail's hook: what the chooser lists before anybody searches. What is out comes before drafts."""
    match = request.resolver_match
    if match is None or match.url_name != TOP or request.GET.get("page_type") != STORY:
        return pages
    stories = Page.objects.type(StoryPage).defer_streamfields().specific().select_related("locale")
    return stories.order_by("-live", "-latest_revision_created_at", "-pk")
