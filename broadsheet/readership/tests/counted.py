"""Requests as browsers and programs make them, and a turnstile that they pass."""

from __future__ import annotations

from datetime import UTC, date, datetime

from broadsheet.readership.salting import Salt
from broadsheet.readership.sums import Sums
from broadsheet.readership.turnstile import Turnstile

PHONE = (
    b"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    b"Version/18.0 Mobile/15E148 Safari/604.1"
)
TABLET = b"Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Version/16.0 Safari/604.1"
DESKTOP = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TELEVISION = b"Mozilla/5.0 (Web0S; SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36"
BOT = b"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
NOON = datetime(2026, 11, 20, 12, 0, 30, tzinfo=UTC)


class Watch:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> float:
        return self.at.timestamp()

    def today(self) -> date:
        return self.at.date()


class Gate:
    """A turnstile, and what comes out of it."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.turnstile = Turnstile(Salt(self.watch.today()), self.watch.today, self.watch.now)
        self.sums = Sums()

    def opens(self, target: bytes, agent: bytes = DESKTOP, address: str = "192.0.2.7", **headers: bytes) -> None:
        named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        self.turnstile.saw(target, {b"user-agent": agent, **named}, address)

    def added_up(self) -> Sums:
        self.turnstile.close()
        while self.turnstile.closed:
            self.sums.take(self.turnstile.closed.popleft(), self.turnstile.agents)
        return self.sums

    def views(self) -> dict[bytes, int]:
        return {path: count for (_, path), count in self.added_up().views.items()}

    def shares(self, kind: str) -> dict[str, int]:
        return {name: count for (_, _, of, name), count in self.added_up().shares.items() if of == kind}
