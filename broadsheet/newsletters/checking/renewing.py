"""Checks of the mail are made again by themselves: records of the DNS go, relays and keys change."""

from __future__ import annotations

import time
from datetime import datetime

import structlog

from broadsheet.kit import clock
from broadsheet.newsletters import readiness
from broadsheet.newsletters.checking import keeping
from broadsheet.newsletters.checking.asking import NoAnswer
from broadsheet.newsletters.checking.looking import Setup
from broadsheet.newsletters.models import MailCheck

LOOK_EVERY = 600.0  # seconds between two looks at how old they are

log = structlog.get_logger("mail")


class Renewing:
    """`run` is called again and again, by who may wait for the DNS."""

    def __init__(self) -> None:
        self._next = 0.0

    def run(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LOOK_EVERY
            renew()


def renew(server: str = "") -> None:
    """Make those again that are old, or were made for another relay or key; and those that nobody has made yet."""
    for setup in _due():
        try:
            kept = keeping.check(setup, server)
        except NoAnswer as error:
            log.warning("the mail of a domain cannot be checked now", domain=setup.domain, cause=str(error))
        else:
            log.info("the mail of a domain was checked", domain=setup.domain, passed=kept.passed)


def _due() -> list[Setup]:
    if readiness.stays_here():
        return []
    kept = {each.domain: each for each in MailCheck.objects.all()}
    since = clock.wall() - readiness.OLD
    return [setup for setup in keeping.setups() if not _is_good(kept.get(setup.domain), since)]


def _is_good(kept: MailCheck | None, since: datetime) -> bool:
    return kept is not None and kept.at > since and readiness.is_of_now(kept)
