"""Slugs that a page must not have: something else stands at that address, or it is too long for one."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 200  # bytes of UTF-8: what a segment of a pressed path may have (folder.LONGEST_SEGMENT)
LONGEST_AT_TOP = 45  # of a section: with its stories' slugs it must fit into a redirect's 255 characters
RESERVED = frozenset(
    {
        *("desk", "static", "media", "news-feed", "rails", "live", "newsletters", "topics", "people"),
        *("search", "corrections", "preview", "healthz", "metrics", "robots", "sitemap", "news-sitemap"),
        *("rss", "atom", "feed", "podcast", "listen", "llms", "well-known", "favicon", "404", "410", "offline"),
    }
)
"""First segments of a language's tree that are not pages."""
RESERVED_BELOW = frozenset({"rss", "atom", "feed"})
_YEAR = re.compile(r"\d{4}")


def refuse_reserved(slug: str, depth: int) -> None:
    """Raise ValidationError for a slug that cannot be used at this depth of the tree (3: sections and plain
    pages, 4: stories)."""
    if len(slug.encode()) > LONGEST or (depth == 3 and len(slug) > LONGEST_AT_TOP):
        most = LONGEST_AT_TOP if depth == 3 else LONGEST
        raise ValidationError({"slug": _("The slug is too long: at most %d bytes, please.") % most})
    if _is_reserved(slug.lower(), depth):
        raise ValidationError({"slug": _("“%s” is reserved: please choose another slug.") % slug})


def _is_reserved(slug: str, depth: int) -> bool:
    if depth == 3:
        return slug in RESERVED or slug in settings.PAPER_LANGUAGES
    return depth == 4 and (slug in RESERVED_BELOW or _YEAR.fullmatch(slug) is not None)
