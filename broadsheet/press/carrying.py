"""A carrier that every pressed thing has: its page, lists and feeds. They follow by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from broadsheet.press.lots import lots, said
from broadsheet.release.carriers import Carried, State


@dataclass(frozen=True, slots=True)
class Pressed:
    """`own` are the kinds of plates that are the thing itself; `tags` says what plates note that were made from it,
    and `waits` whether the press has not yet looked at what was done to it. `page` and `lists` name its plates at
    the desk."""

    name: str
    own: tuple[str, ...]
    tags: Callable[[Any], list[str]]
    waits: Callable[[Any], bool]
    page: Any
    lists: Any

    @property
    def label(self) -> str:
        return _("Pages, lists and feeds")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        found, fresh = lots(self.tags(thing), self.own), self.waits(thing)
        for name, what in {"page": self.page, "lists": self.lists, "feeds": _("Feeds and sitemaps")}.items():
            lot = found[name]
            state = State.WORKING if fresh or lot.dirty else State.DONE
            url = (thing.url or "") if name == "page" else ""
            sentence = said(lot, fresh=fresh, killed=thing.killed_at is not None)
            yield Carried(f"press.{name}", str(what), state, sentence, url)
