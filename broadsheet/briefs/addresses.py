"""Where the News Feed stands: `/news-feed/`, its days, its briefs, its rail; each below its language's tree."""

from __future__ import annotations

from datetime import date

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from broadsheet.kit import languages
from broadsheet.kit.romanisation import ukrainian

LONGEST_SLUG = 80
RESERVED = frozenset({"all", "archive", "audio", "feed", "index", "live", "page", "plain", "preview", "rss"})
"""Names that pages of our own may want below a day."""

DAY = r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/"
SLUG = r"(?P<slug>[-\w]+)/"


def feed(language: str) -> str:
    return f"{languages.prefix(language)}/news-feed/"


def day(language: str, dated: date) -> str:
    return f"{feed(language)}{dated:%Y/%m/%d}/"


def brief(language: str, dated: date, slug: str) -> str:
    return f"{day(language, dated)}{slug}/"


def rail(language: str, suffix: str) -> str:
    return f"{languages.prefix(language)}/rails/news-feed{suffix}"


def slug_of(headline: str, language: str) -> str:
    """ASCII, cut at a word: an address that survives every mail program."""
    slug = slugify(anyascii(ukrainian(headline) if language == "uk" else headline))
    if len(slug) <= LONGEST_SLUG - 6:
        return slug
    cut = slug[: LONGEST_SLUG - 6]
    return cut[: cut.rindex("-")] if "-" in cut else cut


def first_free(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with the first number that makes it free."""
    free, number = wanted, 1
    while free in taken or free in RESERVED:
        number += 1
        free = f"{wanted}-{number}"
    return free


def validate_free(slug: str) -> None:
    if slug.lower() in RESERVED:
        raise ValidationError(_("“%(slug)s” is a name that the paper keeps for itself."), params={"slug": slug})
