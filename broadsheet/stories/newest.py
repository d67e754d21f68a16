"""The newest stories of a language, for fronts and feeds."""

from __future__ import annotations

from django.db.models import F, QuerySet
from wagtail.models import Locale, Page

from broadsheet.kit import clock
from broadsheet.release.models import public_q
from broadsheet.stories.models import StoryPage


def newest_public(language: str, count: int) -> list[int]:
    """Keys of at most `count` public stories, the newest first."""
    found: list[int] = []
    published, start, size = published_pages(language), 0, 2 * count
    while len(found) < count:
        keys = list(published[start : start + size])
        public = set(StoryPage.objects.filter(public_q(clock.now()), pk__in=keys).values_list("pk", flat=True))
        found += [key for key in keys if key in public]
        if len(keys) < size:
            break
        start += size
    return found[:count]


def published_pages(language: str) -> QuerySet[Page, int]:
    """Keys of pages that are live, the newest first, read along the index of time.

    "+ 0" keeps other indexes out of it, and one table keeps joins out: among 100,000 stories of one language
    either would sort them all.
    """
    locale = Locale.objects.filter(language_code=language).values_list("pk", flat=True).first()
    live = Page.objects.filter(live=True, first_published_at__isnull=False)
    live = live.annotate(locale_key=F("locale_id") + 0).filter(locale_key=locale)
    return live.order_by("-first_published_at", "-pk").values_list("pk", flat=True)
