"""Slugs that a page must not have, since something else stands at that address."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 200  # bytes of UTF-8: what a segment of a pressed path may have (folder.LONGEST_SEGMENT)
RESERVED = frozenset(
    ["desk", "static", "media", "news-feed", "rails", "live", "newsletters", "topics", "people", "search", "corrections", "preview", "healthz", "metrics", "robots", "sitemap", "news-sitemap", "rss", "atom", "feed", "podcast", "llms", "well-known", "favicon", "404", "410"]
)
"""First segments of a language's tree that are not pages."""
_YEAR = re.compile(r"\d{4}")


def refuse_reserved(slug: str, depth: int) -> None:
    """Raise ValidationError for a slug that cannot be used at this depth of the tree (2: home pages)."""
    if len(slug.encode()) > LONGEST:
        raise ValidationError({"slug": _("The slug is too long: at most 200 bytes, please.")})
    if depth == 3 and (slug.lower() in RESERVED or slug.lower() in settings.PAPER_LANGUAGES):
        raise ValidationError({"slug": _("“%s” is reserved: please choose another slug.") % slug})
    if depth == 4 and (_YEAR.fullmatch(slug) or slug == "plain"):
        raise ValidationError({"slug": _("“%s” is reserved: please choose another slug.") % slug})
