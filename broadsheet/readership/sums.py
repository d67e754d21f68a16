"""What was counted and is not written down yet, added up by hour and day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.conf import settings

from broadsheet.kit import clock
from broadsheet.readership import sketch
from broadsheet.readership.agents import Agent, agent
from broadsheet.readership.models import Share
from broadsheet.readership.turnstile import MINUTE, MOST_AGENTS, Minute

MOST_ROWS = 50_000  # that wait for a database; what is more goes to other pages, and to other hosts
MOST_HOSTS = 1_000  # a day that are told apart
MOST_READING = 50_000
LATELY = 5 * MINUTE
"""Who opened a page in this time reads it now."""
OTHER_PATH, OTHER_HOST = b"", "…"
_HOST = re.compile(r"^(?:www\.)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?$")


@dataclass
class Sums:
    """Kept until they are written; `now` and `hosts` go on."""

    views: Counter[tuple[datetime, bytes]] = field(default_factory=Counter)
    shares: Counter[tuple[date, bytes, str, str]] = field(default_factory=Counter)
    sketches: dict[date, bytearray] = field(default_factory=dict)
    now: dict[bytes, tuple[float, bytes]] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    day: date | None = None

    def take(self, minute: Minute, agents: dict[bytes, Agent]) -> None:
        """Add a minute that is closed; agents that it met first are looked up in the list, once."""
        for path, said, host, reader, times in minute.unknown:
            known = agents.get(said)
            if known is None:
                if len(agents) >= MOST_AGENTS:
                    agents.clear()
                known = agents[said] = agent(said)
            if known is not Agent.BOT:
                minute.add(path, known if reader else Agent.QUIET, host, reader, times)
        began = datetime.fromtimestamp(minute.began, UTC)
        hour, day = began.replace(minute=0, second=0, microsecond=0), clock.local(began).date()
        self._turn(day)
        for (path, kind, host), count in minute.views.items():
            self._add(hour, day, path, kind, host, count)
        self._meet(minute, day)

    def _turn(self, day: date) -> None:
        if day != self.day:
            self.day, self.hosts = day, set()

    def _add(self, hour: datetime, day: date, path: bytes, kind: Agent, host: bytes, count: int) -> None:
        if (hour, path) not in self.views and len(self.views) >= MOST_ROWS:
            path = OTHER_PATH
        self.views[hour, path] += count
        if kind is Agent.QUIET:
            return
        self._share(day, path, Share.Kind.DEVICE, kind.name.lower(), count)
        name = self._source(host)
        if name:
            self._share(day, path, Share.Kind.SOURCE, name, count)

    def _share(self, day: date, path: bytes, kind: str, name: str, count: int) -> None:
        key = day, path, kind, name
        if key not in self.shares and len(self.shares) >= MOST_ROWS:
            key = day, OTHER_PATH, kind, OTHER_HOST if kind == Share.Kind.SOURCE else name
        self.shares[key] += count

    def _source(self, host: bytes) -> str:
        """ "" for none and for the paper itself."""
        found = _HOST.match(host.decode("latin1").lower())
        if found is None or found["host"] in own_hosts():
            return ""
        name = found["host"]
        if name not in self.hosts and len(self.hosts) >= MOST_HOSTS:
            return OTHER_HOST
        self.hosts.add(name)
        return name

    def _meet(self, minute: Minute, day: date) -> None:
        if minute.readers and day not in self.sketches:
            self.sketches[day] = sketch.empty()
        for reader, path in minute.readers.items():
            sketch.add(self.sketches[day], reader)
            if reader in self.now or len(self.now) < MOST_READING:
                self.now[reader] = (minute.began, path)

    def reading(self, now: float) -> Counter[bytes]:
        """How many read each path; who has gone is forgotten."""
        gone = [reader for reader, (seen, _) in self.now.items() if not 0 <= now - seen <= LATELY]
        for reader in gone:
            del self.now[reader]
        return Counter(path for _, path in self.now.values())

    def paths(self) -> Iterator[bytes]:
        yield from (path for _, path in self.views)
        yield from (path for _, path, _, _ in self.shares)

    def written(self) -> None:
        self.views.clear()
        self.shares.clear()
        self.sketches.clear()


def own_hosts() -> Iterable[str]:
    names = (urlsplit(settings.PAPER_BASE_URL).hostname or "", *settings.ALLOWED_HOSTS)
    return {name.removeprefix("www.") for name in names}
