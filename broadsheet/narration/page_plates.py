"""The listening page of each language whose stories are read aloud, and the player's modules."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import override

from broadsheet.kit import languages
from broadsheet.narration import listening, script
from broadsheet.narration.models import Narration
from broadsheet.narration.selectors import is_on
from broadsheet.press import plates
from broadsheet.press.plates import Page, Plates
from broadsheet.press.watch import Changed


class Listening(Plates):
    name = "narration.listening"
    asks = "judges each story that it plays; the selectors of the front ask in SQL"
    pattern = rf"{languages.pattern()}/listen/"
    order = 20  # a section that had this address before it was reserved keeps it

    def urls(self) -> Iterator[str]:
        return (listening.address(language) for language in settings.PAPER_LANGUAGES)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Narration:
            yield from map(listening.address, change.values("language"))

    def make(self, url: str) -> Page | None:
        language = languages.split(url)[0]
        if not is_on(language):
            return None
        with override(language):
            return Page(listening.page(language))


class Modules(Plates):
    name = "narration.script"
    asks = "shows nothing of the paper"
    pattern = script.PATTERN
    lasting = True

    def urls(self) -> list[str]:
        return [script.url(name) for name in script.NAMES]

    def make(self, url: str) -> Page | None:
        return next((Page(script.body(name)) for name in script.NAMES if script.url(name) == url), None)


for kind in (Listening(), Modules()):
    plates.register(kind)
