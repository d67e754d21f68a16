"""What readers see without a network: a page that is kept in their browser, and the script that shows it. The script
is no part of any page: a browser fetches it once an hour at most, and asks it about each page that it opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.design import frame as design
from broadsheet.design.frame import Head
from broadsheet.kit import languages, scripts
from broadsheet.press import plates
from broadsheet.press.plates import Page, Plates
from broadsheet.sections.frame import frame

SCRIPT = "/offline.js"
_FILE = Path(__file__).parent / "static" / "sections" / "offline.js"


def url(language: str) -> str:
    return f"{languages.prefix(language)}/offline/"


def page(language: str) -> bytes:
    """Nameplate and a sentence, without menus: they lead nowhere then, and what stands in them may be over by the
    time somebody sees it. `language` is active."""
    alone = replace(
        frame(language), trees=(), sections=(), columns=(), support=None, footer="", head="", nav="", foot=""
    )
    head = Head(title=_("No connection"), robots="noindex")
    return design.render("design/offline.html", alone, head)


def script() -> bytes:
    """It is another one when one of the pages is, so that browsers fetch them anew."""
    digest, urls = blake2b(digest_size=8), []
    for language in settings.PAPER_LANGUAGES:
        with override(language):
            digest.update(page(language))
        urls.append(f'"{url(language)}"')
    urls.sort(key=len)  # the most particular one is the last that fits
    return f'const KEPT = "offline-{digest.hexdigest()}";\nconst PAGES = [{", ".join(urls)}];\n'.encode() + _text()


@lru_cache(maxsize=1)
def _text() -> bytes:
    return scripts.read(_FILE)


class OfflinePlates(Plates):
    name = "offline"
    asks = "shows the nameplate and nothing else of the paper"
    pattern = rf"{languages.pattern()}/offline/|/offline\.js"

    def urls(self) -> Iterator[str]:
        yield SCRIPT
        yield from (url(language) for language in settings.PAPER_LANGUAGES)

    def make(self, wanted: str) -> Page:
        if wanted == SCRIPT:
            return Page(script())
        language = languages.split(wanted)[0]
        with override(language):
            return Page(page(language))


plates.register(OfflinePlates())
