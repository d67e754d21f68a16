"""Subscribers as CSV files, written while they are read: those of one newsletter, or everybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from broadsheet.kit import clock
from broadsheet.newsletters import hashes
from broadsheet.newsletters.models import ConsentRecord, Newsletter, Subscriber, Subscription, Suppression

AT_ONCE = 2_000
HEADER = ("email", "status", "language", "created_at", "changed_at")
FORMULA = tuple("=+-@\t\r\n")

Row = Sequence[object]


def lines(newsletter: Newsletter, state: str = "") -> Iterator[bytes]:
    """Chunks of CSV in UTF-8, oldest first; `import subscribers` takes it back."""
    yield _csv([HEADER])
    rows = Subscription.objects.filter(newsletter=newsletter, **({"state": state} if state else {}))
    columns = ("subscriber__address", "state", "subscriber__language", "created", "changed")
    for found in _by_key(rows, columns):
        yield _csv(row[1:] for row in found)


# -- everybody

EVERYBODY = (
    "email",
    "language",
    "known_since",
    "blocked",
    "newsletter",
    "status",
    "since",
    "changed_at",
    "pauses_until",
)
CONSENTS = ("email", "hash", "newsletter", "event", "at", "by", "agreed_to", "form", "network")
BLOCKED = ("hash", "reason", "at", "note")


def everybody() -> Iterator[bytes]:
    """Chunks of a ZIP of three tables: who is or was on which list, what they agreed to, and who is blocked. Of those
    who were erased, and of blocked ones who are on no list, no more than the keyed hash is known."""
    tables = (("subscribers.csv", _people()), ("consents.csv", _consents()), ("blocked.csv", _blocked()))
    return _zipped(tables)


def _people() -> Iterator[bytes]:
    """A row for each newsletter of somebody; who has none has one row."""
    yield _csv([EVERYBODY])
    names = dict(Newsletter.objects.values_list("pk", "name"))
    for people in _by_key(Subscriber.objects.all(), ("address", "key", "language", "created")):
        blocked = _reasons([hashes.of(key) for _pk, _address, key, *_ in people])
        held: dict[int, list[Row]] = {}
        listed = Subscription.objects.filter(subscriber__gte=people[0][0], subscriber__lte=people[-1][0])
        columns = ("subscriber", "newsletter", "state", "created", "changed", "paused_until")
        for who, newsletter, *rest in listed.order_by("subscriber", "pk").values_list(*columns):
            held.setdefault(who, []).append((names.get(newsletter, ""), *rest))
        yield _csv(
            (address, language, created, blocked.get(hashes.of(key), ""), *each)
            for pk, address, key, language, created in people
            for each in held.get(pk, [("",) * 5])
        )


def _reasons(hashed: list[str]) -> dict[str, str]:
    return dict(Suppression.objects.filter(address_hash__in=hashed).values_list("address_hash", "reason"))


def _consents() -> Iterator[bytes]:
    yield _csv([CONSENTS])
    columns = (
        *("subscriber__address", "address_hash", "newsletter__name", "event", "at", "by"),
        *("wording__text", "form_url", "network"),
    )
    for found in _by_key(ConsentRecord.objects.all(), columns):
        yield _csv(row[1:] for row in found)


def _blocked() -> Iterator[bytes]:
    yield _csv([BLOCKED])
    for found in _by_key(Suppression.objects.all(), ("address_hash", "reason", "at", "note")):
        yield _csv(row[1:] for row in found)


# -- how it is written


def _by_key(rows: Any, columns: Iterable[str]) -> Iterator[list[tuple[Any, ...]]]:
    """(key, *columns) of a query set's rows, some at a time: by their keys, not by count."""
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", *columns)[:AT_ONCE]):
        yield found
        last = found[-1][0]


def _csv(rows: Iterable[Row]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def _cell(value: object) -> str:
    """What a table program would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    text = value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class _Pipe:
    """What ZipFile writes to: it can only go on."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held


def _zipped(files: Iterable[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    pipe, now = _Pipe(), clock.local(clock.now())
    with ZipFile(cast(IO[bytes], pipe), "w", ZIP_DEFLATED) as archive:  # it asks for no more than a pipe has
        for name, chunks in files:
            entry = ZipInfo(name, now.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    yield pipe.taken()
    yield pipe.taken()
