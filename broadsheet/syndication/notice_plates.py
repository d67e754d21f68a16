"""The plates of single files: what programs look for at a known address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.utils.translation import override

from broadsheet.kit import languages
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.syndication import icons, notices


class Robots(Plates):
    name = "robots"
    asks = "shows nothing of the paper"
    pattern = r"/robots\.txt"

    def urls(self) -> list[str]:
        return ["/robots.txt"]

    def make(self, url: str) -> Result:
        return Page(notices.robots())


class Llms(Plates):
    """Not there where programs of language models are asked to stay away."""

    name = "syndication.llms"
    beside = True
    asks = "shows menus alone, whose selectors ask"
    pattern = languages.pattern() + r"/llms\.txt"

    def urls(self) -> list[str]:
        return [f"{languages.prefix(language)}/llms.txt" for language in settings.PAPER_LANGUAGES]

    def make(self, url: str) -> Result | None:
        language = languages.split(url)[0]
        with override(language):
            return Page(notices.llms(language)) if notices.crawlers_allowed() else None


class Security(Plates):
    name = "syndication.security"
    asks = "shows nothing of the paper"
    pattern = r"/\.well-known/security\.txt"

    def urls(self) -> list[str]:
        return ["/.well-known/security.txt"]

    def make(self, url: str) -> Result | None:
        body = notices.security()
        return Page(body) if body else None


class Marks(Plates):
    """The manifest and the icons."""

    name = "syndication.mark"
    asks = "shows nothing of the paper but its name"
    pattern = r"/(?:manifest\.webmanifest|favicon\.(?:svg|ico)|apple-touch-icon\.png|icon-\d+\.png)"
    makers: ClassVar[dict[str, Callable[[], bytes]]] = {
        "/manifest.webmanifest": notices.manifest,
        icons.SVG: icons.svg,
        icons.ICO: icons.ico,
        icons.TOUCH: partial(icons.png, 180),
        **{path: partial(icons.png, size) for size, path in icons.LARGE.items()},
    }

    def urls(self) -> list[str]:
        return list(self.makers)

    def make(self, url: str) -> Result | None:
        return Page(self.makers[url]()) if url in self.makers else None
