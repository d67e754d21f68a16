"""A carrier that every pressed thing has: its page, lists and feeds, and the cache in front of them. They follow by
themselves, unless that cache cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.press import purging
from broadsheet.press.lots import lots, plates, said
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
        if purging.cache() is not None:
            yield self._cache(thing, since, pressing=fresh or any(lot.dirty for lot in found.values()))

    def _cache(self, thing: Any, since: datetime | None, *, pressing: bool) -> Carried:
        """While it has not been told, it may still give what was there before."""
        left = purging.left(plates(self.tags(thing)), since)
        state, said = State.DONE, _("It was told of all that changed.")
        if left.failed:
            state, said = State.TODO, _cannot(left)
        elif pressing:
            state, said = State.WORKING, _("It is told once all of them are pressed.")
        elif left.count:
            words = ngettext(
                "It is to be told of one path that changed.",
                "It is to be told of %(count)d paths that changed.",
                left.count,
            )
            state, said = State.WORKING, words % {"count": left.count}
        return Carried("press.cache", _("The cache in front"), state, said)


def _cannot(left: purging.Left) -> str:
    words = ngettext(
        "It could not be told of one path, and may still give readers what was there before (%(cause)s). "
        "It is tried again.",
        "It could not be told of %(count)d paths, and may still give readers what was there before (%(cause)s). "
        "It is tried again.",
        left.failed,
    )
    return words % {"count": left.failed, "cause": left.cause}
