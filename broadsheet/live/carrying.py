"""A carrier of what readers follow: pages that they have open are told of it by the live stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from broadsheet.live import events
from broadsheet.release.carriers import Carried, State


@dataclass(frozen=True, slots=True)
class Telling:
    """`key` is its event's; `waits`: it is told when the pages lie on disk; `said`: what open pages were told."""

    key: str
    waits: bool
    said: str


@dataclass(frozen=True, slots=True)
class OpenPages:
    """`of` says what is told of a thing that was put right."""

    name: str
    of: Callable[[Any], Telling]

    @property
    def label(self) -> str:
        return _("Pages that readers have open")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        if since is None:
            return
        telling = self.of(thing)
        if telling.waits:
            sentence = _("They are told as soon as the pages lie on disk.")
        elif events.told(telling.key) is None:
            sentence = _("Nothing was told of it lately that would have to be taken back.")
        else:
            sentence = telling.said
        yield Carried("live", _("The live stream"), State.WORKING if telling.waits else State.DONE, sentence)
