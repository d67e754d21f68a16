"""News: what open pages are told when the plates that a change made lie on disk, and not before.

Rooms declare announcers. That a thing may be news is written down with the change's consequences, in their
transaction, so that a crash loses none; it is told after a run, when none of its plates is dirty any more and nothing
fresh has come about it. Whoever tells asks the gate again. Spec: press.md, "The live stream".
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import ClassVar

import structlog
from django.db import Error, models

from broadsheet.kit import clock
from broadsheet.press import consequences
from broadsheet.press.consequences import DIRTY
from broadsheet.press.models import Awaited, Change, Instant, Plate
from broadsheet.press.turns import my_turn
from broadsheet.press.watch import Changed

log = structlog.get_logger("press")

_AT_ONCE = 50


class _Looked(threading.local):
    upto = 0  # the key of the last row that was looked at


_looked = _Looked()


class Announcer:
    """Tells of things of one sort. `tables` are those of a thing's own rows, whose key is the thing's."""

    name: ClassVar[str]
    models: ClassVar[tuple[type[models.Model], ...]]

    def about(self, change: Changed) -> Iterable[int]:
        """The keys of things that this change may make news of."""
        raise NotImplementedError

    def recent(self) -> Iterable[int]:
        """The keys of things that were told of lately: after very many changes they are looked at again."""
        raise NotImplementedError

    def plates(self, key: int) -> Iterable[str]:
        """The URLs that must be on disk, as they are now, before anything is told."""
        raise NotImplementedError

    def tell(self, key: int) -> None:
        """Tell, if there is something to tell. Called in a transaction."""
        raise NotImplementedError


ANNOUNCERS: dict[str, Announcer] = {}


def announce(announcer: Announcer) -> None:
    ANNOUNCERS[announcer.name] = announcer


def note(changes: Iterable[Changed]) -> None:
    """Write down what these changes may make news of. Called in the transaction of their consequences."""
    every = list(changes)
    _await({(each.name, key) for each in ANNOUNCERS.values() for change in every for key in each.about(change)})


def note_recent() -> None:
    """After a flood, whose changes nobody looked at one by one: what is out of it may have been taken back."""
    _await({(each.name, key) for each in ANNOUNCERS.values() for key in each.recent()})


def _await(things: set[tuple[str, int]]) -> None:
    rows = [Awaited(announcer=name, thing=key) for name, key in sorted(things)]
    Awaited.objects.bulk_create(rows, batch_size=100, ignore_conflicts=True)


def tell() -> bool:
    """Tell what can be told now; whether something was."""
    return bool(sum(_tell(pk, name, key) for pk, name, key in _next()))


def _next() -> list[tuple[int, str, int]]:
    """Those that have waited longest; of very many, the next ones each time, so that fifty whose pages cannot be
    pressed do not silence all others."""
    rows = Awaited.objects.order_by("pk").values_list("pk", "announcer", "thing")
    found = list(rows.filter(pk__gt=_looked.upto)[:_AT_ONCE])
    if len(found) < _AT_ONCE and _looked.upto:
        found = [*rows.filter(pk__lte=_looked.upto)[: _AT_ONCE - len(found)], *found]
    _looked.upto = found[-1][0] if len(found) == _AT_ONCE else 0
    return found


def _tell(pk: int, name: str, key: int) -> bool:
    announcer = ANNOUNCERS.get(name)
    if announcer is not None and not _on_disk(announcer, key):
        return False
    try:
        with my_turn():
            consequences.the_desk()
            if announcer is not None:
                if not _on_disk(announcer, key):
                    return False
                announcer.tell(key)
            Awaited.objects.filter(pk=pk).delete()
    except (Error, OSError):
        raise
    except Exception as error:
        log.exception("open pages cannot be told", announcer=name, thing=key, cause=str(error))
        Awaited.objects.filter(pk=pk).delete()
    return True


def _on_disk(announcer: Announcer, key: int) -> bool:
    tables = [model._meta.db_table for model in announcer.models]
    if Change.objects.filter(row=key, table__in=tables, urgent_done=False).exists():
        return False
    if Instant.objects.filter(row=key, table__in=tables, at__lte=clock.wall()).exists():
        return False
    return not Plate.objects.filter(DIRTY, url__in=list(announcer.plates(key))).exists()


consequences.HEARD.append(note)
consequences.FLOODED.append(note_recent)
