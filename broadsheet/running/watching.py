"""Looks at the site's health again and again, and tells people by mail when it turns red, and when it is well again.

What was seen lies in a file of the site's folder, since the database may be what is wrong. Of several processes on a
machine one looks, whichever comes first.

A mail goes out when it has been red for RED_FOR, when something of another area turns red besides, again each day
while it is red, and when it has been well for WELL_FOR: what comes and goes within that time is no reason for a
flood. It goes to the mail server straight: the post office is a part of what is watched. Whoever could not be reached
is tried again; while nobody could, /healthz says so to whoever asks it from elsewhere. What is red stands on the
home of every administrator at the desk.
"""

from __future__ import annotations

import fcntl
import json
import smtplib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.running.health import looking
from broadsheet.running.health.finding import Finding, Level

FILE = "health.json"
EVERY = 60.0  # seconds between two looks
ASK_EVERY = 1800.0  # seconds between two questions to others
RED_FOR, WELL_FOR = 120.0, 600.0  # seconds
AGAIN_AFTER = 300.0  # seconds after which a mail that did not go out is tried again
REMIND_AFTER = 24 * 3600.0  # seconds
GIVEN_UP_AFTER = 2 * AGAIN_AFTER  # seconds of red that nobody could be told of, after which that is said elsewhere

log = structlog.get_logger("health")


@dataclass
class Seen:
    """What the file holds. Times are seconds since 1970."""

    at: float = 0.0
    findings: list[dict[str, str]] = field(default_factory=list)
    asked_at: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    red_since: float = 0.0
    well_since: float = 0.0
    told: bool = False
    """Whether people believe that it is red."""
    told_at: float = 0.0
    told_of: list[str] = field(default_factory=list)
    """Areas that they know to have turned red since all was well."""
    since: dict[str, float] = field(default_factory=dict)
    """From when each area that is red has been."""
    tried_at: float = 0.0
    unreached: list[list[str]] = field(default_factory=list)
    """Those of `people` to whom the last mail did not go, though it went to others."""
    people: list[list[str]] = field(default_factory=list)
    """Address and language of whom to tell, from when the database could last be asked."""


def seen() -> Seen:
    """The newest look; an empty one when there was none."""
    try:
        return Seen(**json.loads((settings.SITE / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Seen()


class Watch:
    """`run` is called every few seconds. On a disk that is full or broken, what was seen stays in memory: that is
    when people most need to be told."""

    def __init__(self) -> None:
        self._state = Seen()

    def run(self) -> None:
        if not self._is_due():
            return
        with _alone() as mine:
            if mine and self._is_due():
                state = self._latest()
                step(state, time.time())
                self._state = state
                try:
                    _keep(state)
                except OSError as error:
                    log.error("what was seen of the health cannot be written down", cause=error.strerror)

    def _is_due(self) -> bool:
        """Also when the clock says that the last look is yet to come."""
        return abs(time.time() - self._latest().at) >= EVERY

    def _latest(self) -> Seen:
        """One of a clock that ran ahead is no later than any."""
        now = time.time()
        return max(seen(), self._state, key=lambda state: state.at if state.at < now + EVERY else 0.0)


def step(state: Seen, now: float) -> None:
    """One look, and the mail that follows from it."""
    _set_right(state, now)
    found = [one.to_json() for one in looking.look(quick=True)]
    if now - state.asked_at >= ASK_EVERY or any(one["level"] == Level.RED for one in state.asked):
        state.asked, state.asked_at = [one.to_json() for one in _asked()], now
    state.at, state.findings = now, found + state.asked
    red = [one for one in state.findings if one["level"] == Level.RED]
    if red:
        state.red_since, state.well_since = state.red_since or now, 0.0
    else:
        state.red_since, state.well_since = 0.0, state.well_since or now
    state.since = {area: state.since.get(area, now) for area in dict.fromkeys(one["area"] for one in red)}
    _remember_people(state)
    _tell(state, red, now)


def _set_right(state: Seen, now: float) -> None:
    """The clock ran ahead and was put right: what is said to be yet to come has just been, and what is waited for
    since then is due."""
    if max(state.at, state.asked_at, state.tried_at, state.told_at, state.red_since, state.well_since) <= now:
        return
    state.asked_at = state.asked_at if state.asked_at <= now else 0.0
    state.tried_at = state.tried_at if state.tried_at <= now else 0.0
    state.told_at, state.red_since, state.well_since = (
        min(at, now) for at in (state.told_at, state.red_since, state.well_since)
    )
    state.since = {area: min(at, now) for area, at in state.since.items()}


def _tell(state: Seen, red: Sequence[dict[str, str]], now: float) -> None:
    """Mail what is news to people, and to those who have not got the last mail."""
    turned = now - state.red_since >= RED_FOR if red else now - state.well_since >= WELL_FOR
    fresh = {area for area, since in state.since.items() if now - since >= RED_FOR} - set(state.told_of)
    again = bool(red) and state.told and now - state.told_at >= REMIND_AFTER
    news = state.told != bool(red) or bool(red and fresh) or again
    people = state.people if news else [one for one in state.people if one in state.unreached]
    if not (turned and (news or people)) or now - state.tried_at < AGAIN_AFTER:
        return
    state.tried_at = now
    reached, state.unreached = tell(people, red, again=state.told and not fresh)
    if reached and news:
        state.told, state.told_at = bool(red), now
        state.told_of = sorted({*state.told_of, *state.since}) if red else []


def untold(state: Seen, now: float) -> bool:
    """Whether it is red, and nobody could be told."""
    return bool(state.red_since) and not state.told and now - state.red_since >= RED_FOR + GIVEN_UP_AFTER


def _asked() -> list[Finding]:
    try:
        return looking.ask()
    except DatabaseError:
        return looking.ask(database=False)


def _remember_people(state: Seen) -> None:
    named = [[address, settings.LANGUAGE_CODE] for address in settings.ALERT_TO]
    if named:
        state.people = named
        return
    with suppress(DatabaseError):
        state.people = [
            [user.email, _language(user)]
            for user in User.objects.filter(is_superuser=True, is_active=True)
            .exclude(email="")
            .select_related("wagtail_userprofile")
            .order_by("pk")
        ]


def _language(user: Any) -> str:
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile.preferred_language if profile else "") or settings.LANGUAGE_CODE


def tell(
    people: Sequence[Sequence[str]], red: Sequence[dict[str, str]], *, again: bool = False
) -> tuple[int, list[list[str]]]:
    """Mail what is red, or that nothing is any more. To how many the mail server took it, and to whom it is worth
    trying again."""
    log.warning("health turned red" if red else "all is well again", findings=[one["what"] for one in red])
    reached, unreached = 0, []
    for address, language in people:
        try:
            _message(address, language, red, again=again).send()
        except (OSError, smtplib.SMTPException) as error:
            log.error("nobody could be told of the health at this address", address=address, cause=str(error))
            if not _refused_for_good(error):
                unreached.append([address, language])
        else:
            reached += 1
    return reached, unreached


def _refused_for_good(error: Exception) -> bool:
    """There is no such mailbox: asking each few minutes makes none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _said in error.recipients.values())
    return False


def _message(address: str, language: str, red: Sequence[dict[str, str]], *, again: bool) -> EmailMessage:
    with override(language):
        subject = _("Something is wrong") if red else _("All is well again")
        if red and again:
            subject = _("Something is still wrong")
        message = EmailMessage(f"{settings.EMAIL_SUBJECT_PREFIX}{subject}", _words(red), sender(), [address])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message


def sender() -> str:
    """Of the mails that the paper writes to its operators."""
    return str(settings.ALERT_FROM or f"broadsheet@{settings.ALLOWED_HOSTS[0]}")


def _words(red: Sequence[dict[str, str]]) -> str:
    lines = [str(Finding(one["area"], Level.RED, one["what"], one["remedy"])) for one in red]
    if not lines:
        return _("Nothing is red any more at %(address)s.") % {"address": settings.PAPER_BASE_URL} + "\n"
    first = _("This needs somebody at %(address)s:") % {"address": settings.PAPER_BASE_URL}
    last = _(
        "The next mail comes when something else turns red, in a day while this lasts, and when all is well again. "
        "`broadsheet check` says more."
    )
    return "\n".join([first, "", *(f"- {line}" for line in lines), "", last, ""])


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process of this machine looks just now."""
    try:
        file = (settings.SITE / f".{FILE}.lock").open("a")
    except OSError:  # two mails are better than none
        yield True
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _keep(state: Seen) -> None:
    half = settings.SITE / f".{FILE}.half"
    half.touch(0o600)
    half.write_text(json.dumps(asdict(state)), encoding="utf-8")
    half.replace(settings.SITE / FILE)


def at(state: Seen) -> datetime | None:
    return datetime.fromtimestamp(state.at, UTC) if state.at else None
