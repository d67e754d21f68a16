"""The addresses that somebody wrote into an issue, and where they lead. Nothing outside is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page

from broadsheet.newsletters.composing.parts import stored_blocks
from broadsheet.newsletters.models import Issue
from broadsheet.press.folder import PathRefused, canonical
from broadsheet.press.models import Plate
from broadsheet.press.plates import kinds
from broadsheet.release.registries import outputs
from broadsheet.sections.selectors import public_url

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_PAGE = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"')
GONE = 410


def written(issue: Issue) -> list[str]:
    """Each once, in their order."""
    return list(dict.fromkeys(_written(issue)))


def _written(issue: Issue) -> Iterator[str]:
    for block in stored_blocks(issue):
        if block["type"] == "text":
            yield from (unescape(url) for url in _HREF.findall(str(block["value"])))
        elif block["type"] == "button":
            yield str(block["value"].get("url") or "")


def is_unfinished(url: str) -> bool:
    """Not an address that a mail program could open: nothing, "#", "https://", a word without a scheme."""
    parts = urlsplit(url)
    if parts.scheme in {"mailto", "tel"}:
        return not parts.path
    return not (parts.scheme in {"http", "https"} and parts.hostname) and not url.startswith("/")


def is_missing_here(url: str) -> bool:
    """It leads into the paper, and nothing stands there: no plate, nor anything that answers by itself."""
    base = str(settings.PAPER_BASE_URL)
    whole = url.removeprefix(base) if url.startswith(f"{base}/") else url
    if not whole.startswith("/"):
        return False
    try:
        path = canonical(urlsplit(whole).path.encode())
    except PathRefused:
        return True
    pressed = {kind.name for kind in kinds()}
    if any(output.pattern.fullmatch(path) for output in outputs if output.name not in pressed):
        return False
    return not Plate.objects.filter(url=path).exclude(status=GONE).exists()


def to_hidden_pages(issue: Issue) -> list[str]:
    """Titles of the pages that a text links to and that readers cannot have."""
    keys = [
        int(key) for block in stored_blocks(issue) if block["type"] == "text" for key in _PAGE.findall(block["value"])
    ]
    hidden = [key for key in dict.fromkeys(keys) if public_url(key) is None]
    return [str(title) for title in Page.objects.filter(pk__in=hidden).order_by("pk").values_list("title", flat=True)]
