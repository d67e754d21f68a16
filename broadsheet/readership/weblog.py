"""Counts what a web server in front served from disk, by its log of opened pages, as it grows.

Each line is a JSON object without address and query (running/services.py says how nginx writes it):
{"at": seconds of the epoch, "path": …, "from": host of the referrer, "agent": User-Agent, "quiet": "1" or "",
"visit": number of the connection}. A visit is told apart for "now reading" and never written down.
How far it was read is written in the same transaction as what was read, so that nothing is counted twice.
"""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from typing import Any

import structlog
from django.db import DatabaseError

from broadsheet.readership.agents import LONGEST, Agent
from broadsheet.readership.models import Place
from broadsheet.readership.sums import Sums
from broadsheet.readership.turnstile import MINUTE, Minute
from broadsheet.readership.writing import write

EVERY = 15.0  # seconds between two looks at the log
AT_ONCE = 8 << 20  # bytes read before they are written down
ROTATED = ".1"

log = structlog.get_logger(__name__)


class Weblog:
    """`run` is called again and again, by the worker."""

    def __init__(self, path: Path) -> None:
        self._path, self._name = path, f"{socket.gethostname()}:{path}"[:400]
        self._agents: dict[bytes, Agent] = {}
        self._sums, self._next, self._said = Sums(), 0.0, ""

    def run(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        try:
            while self._read_on():
                pass
            self._said = ""
        except (OSError, DatabaseError) as error:
            self._sums = Sums(now=self._sums.now)  # it is read again from the last place that was written down
            self._say(str(error).strip())

    def _say(self, cause: str) -> None:
        if cause != self._said:
            log.warning("the web server's log of opened pages cannot be counted", log=str(self._path), cause=cause)
        self._said = cause

    def _read_on(self) -> bool:
        """Whether there may be more."""
        place = Place.objects.filter(log=self._name).first() or self._begin()
        lines, more = self._lines(place)
        for minute in _minutes(lines):
            self._sums.take(minute, self._agents)
        write(self._sums, "", self._name[-32:], self._sums.reading(time.time()), place)
        return more

    def _begin(self) -> Place:
        """A log that was never read is read from its end: who knows whose it was."""
        found = self._path.stat()
        return Place(log=self._name, inode=found.st_ino, offset=found.st_size)

    def _lines(self, place: Place) -> tuple[list[bytes], bool]:
        """Whole lines after the place, which moves on; and whether there may be more."""
        file = next((one for one in (self._path, self._rotated()) if _inode(one) == place.inode), None)
        if file is None:
            place.inode, place.offset = self._path.stat().st_ino, 0
            file = self._path
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            place.offset = place.offset if place.offset <= size else 0  # it was emptied
            opened.seek(place.offset)
            data = opened.read(AT_ONCE)
        whole = data[: data.rfind(b"\n") + 1]
        place.offset += len(whole)
        if file != self._path and not whole:
            place.inode, place.offset = self._path.stat().st_ino, 0
            return [], True
        return whole.splitlines(), file != self._path or len(data) == AT_ONCE

    def _rotated(self) -> Path:
        return self._path.with_name(self._path.name + ROTATED)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return -1


def _minutes(lines: list[bytes]) -> list[Minute]:
    found: dict[int, Minute] = {}
    for line in lines:
        try:
            told: dict[str, Any] = json.loads(line)
            number = int(float(told["at"]) // MINUTE)
            path, said = told["path"].encode(), told["agent"].encode("latin1", "replace")[:LONGEST]
            host, visit = told["from"].encode("latin1", "replace"), int(told["visit"]).to_bytes(8, "big")
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            continue  # half a line of a disk that was full
        minute = found.setdefault(number, Minute(number * MINUTE))
        if told.get("quiet"):
            host = visit = b""
        minute.unknown.append((path, said, host, visit, 1))
    return [found[number] for number in sorted(found)]
