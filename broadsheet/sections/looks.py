"""The paper's look as pages ask for it, and its stylesheet."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import astuple

from django.conf import settings

from broadsheet.design.colours import Scheme
from broadsheet.design.look import Look, stylesheet
from broadsheet.press import rows
from broadsheet.press.plates import Page, Plates
from broadsheet.press.recording import note_shown
from broadsheet.press.selectors import selector
from broadsheet.sections.appearance import Appearance, Stylesheet, digest_of

PATTERN = r"/static/appearance\.(?P<digest>[0-9a-f]{16})\.css"


@selector("sections.appearance", {Appearance: lambda change: [()]})
def _chosen() -> tuple[str, str, tuple[str, ...], tuple[str, ...]] | None:
    """(nameplate, serif, light, dark) as the desk set them. Every page depends on this and on nothing else of it."""
    found = Appearance.objects.defer("icon").order_by("pk").first()
    if found is None:
        return None
    return found.nameplate.strip(), found.serif, astuple(found.light), astuple(found.dark)


@selector("sections.icon", {Appearance: lambda change: [()]})
def _icon() -> str | None:
    found = Appearance.objects.order_by("pk").values_list("icon", flat=True).first()
    return b64encode(found).decode() if found else None


def icon() -> bytes | None:
    """The icon that the desk uploaded: a square PNG."""
    kept = _icon()
    return b64decode(kept) if kept else None


def look(paper: str) -> Look:
    """How the paper called `paper` looks."""
    chosen = _chosen()
    if chosen is None:
        return Look(paper)
    nameplate, serif, light, dark = chosen
    return Look(nameplate or paper, serif, Scheme(*light), Scheme(*dark))


def url_of(shown: Look) -> str:
    """The address of its stylesheet, noted as shown by the page that is being made; "" when paper.css says it all."""
    url: str = rows.remember(("sections.look", shown), lambda: _url(stylesheet(shown)))
    if url:
        note_shown(url)
    return url


def _url(text: str) -> str:
    return f"/static/appearance.{digest_of(text)}.css" if text else ""


@selector("sections.stylesheet", {Stylesheet: lambda change: change.each("digest")})
def _kept(digest: str) -> str | None:
    return Stylesheet.objects.filter(digest=digest).values_list("text", flat=True).first()


class LookPlates(Plates):
    name = "appearance"
    asks = "shows nothing of the paper"
    pattern = PATTERN
    bulk = False
    shown_only = True

    def urls(self) -> list[str]:
        return []

    def make(self, url: str) -> Page | None:
        text = _kept(url.split(".")[1]) or stylesheet(look(settings.PAPER_NAME))
        return Page(text.encode()) if _url(text) == url else None
