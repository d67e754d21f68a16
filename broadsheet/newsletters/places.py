"""The addresses of newsletters, as paths of the paper. Below a further language's tree they begin with its prefix."""

from __future__ import annotations

from django.conf import settings

from broadsheet.kit import languages

LETTER = r"(?P<letter>[-a-zA-Z0-9_]+)/"
ISSUE = r"(?P<issue>[-\w]+)/"
MONTH = r"(?P<year>\d{4})/(?P<month>0[1-9]|1[0-2])/"


def choice(language: str) -> str:
    """Where one chooses several at once."""
    return f"{languages.prefix(language)}/newsletters/"


def letter(language: str, slug: str, month: int = 0) -> str:
    """`month` is 202611; 0 for the newsletter's own page."""
    below = f"{month // 100:04}/{month % 100:02}/" if month else ""
    return f"{choice(language)}{slug}/{below}"


def issue(language: str, slug: str, of: str) -> str:
    return f"{choice(language)}{slug}/{of}/"


def subscribe(language: str) -> str:
    return f"{choice(language)}subscribe/"


def confirm(language: str, token: str) -> str:
    return f"{choice(language)}confirm/{token}/"


def unsubscribe(language: str, token: str) -> str:
    return f"{choice(language)}unsubscribe/{token}/"


def preferences(language: str, token: str = "", step: str = "") -> str:
    """Without a token: where one asks for the link. `step`: export, erase or move, each with a token of its own."""
    return f"{choice(language)}preferences/{f'{step}/' if step else ''}{f'{token}/' if token else ''}"


def whole(path: str) -> str:
    """With scheme and host, for a mail."""
    return f"{settings.PAPER_BASE_URL}{path}"
