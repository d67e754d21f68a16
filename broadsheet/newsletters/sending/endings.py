"""What the words of a lane mean for a row: the relay's codes by RFC 3463, never by their text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from broadsheet.newsletters.couriers.loads import NOTHING, Word
from broadsheet.newsletters.models import Outcome
from broadsheet.newsletters.senders.base import Reply
from broadsheet.newsletters.sending import states
from broadsheet.newsletters.sending.jobs import Job
from broadsheet.newsletters.sending.pace import Pace
from broadsheet.newsletters.sending.states import Ending

BROKEN = "broken"
"""The code of a row whose connection broke."""
IN_A_ROW = 10
"""So many readers of an issue refused for good, for no reason of their own and with none accepted between them: the
relay would refuse the others too."""


@dataclass(frozen=True, slots=True)
class Told:
    """A lane's word about a job."""

    word: Word
    job: Job
    reply: Reply = NOTHING
    cause: str = ""


def of(told: Told, pace: Pace, now: datetime) -> Ending:
    """The ending that a lane's word is, for any but READY."""
    job, reply = told.job, told.reply
    words = reply.text or told.cause
    match told.word:
        case Word.TAKEN:
            return Ending(job.fence, Outcome.SENT, reply.best_code, words)
        case Word.UNSUITED:
            return Ending(job.fence, Outcome.SKIPPED, "unsuited", words, job.deferrals)
        case Word.GIVEN_BACK:
            return Ending(job.fence, Outcome.PENDING, job.was, words, job.deferrals)
        case Word.BROKE_AFTER:
            return Ending(job.fence, Outcome.UNCERTAIN, BROKEN, words, job.deferrals)
        case Word.BROKE_BEFORE:
            return _later(job, BROKEN, words, pace, now)
    if _stops(told):
        # the sender is not wanted: the issue waits for an editor, and this reader with it
        return Ending(job.fence, Outcome.DEFERRED, reply.best_code, words, job.deferrals, now)
    if reply.permanent and not _is_a_note_of_ours(told):
        return Ending(job.fence, Outcome.FAILED, reply.best_code, words, job.deferrals)
    return _later(job, reply.best_code, words, pace, now)


def pausing(told: Iterable[Told]) -> list[tuple[int, str]]:
    """(issue, cause) of those that the relay stops, since it does not want their sender."""
    return [(each.job.issue, _said(each.reply)) for each in told if _stops(each)]


class Streaks:
    """How many readers of each issue were refused one after another, as one office saw it."""

    def __init__(self) -> None:
        self._refused: dict[int, int] = {}

    def after(self, told: Iterable[Told]) -> list[tuple[int, str]]:
        """(issue, cause) of those of which too many were refused in a row by now. To be called once for each word."""
        found = {}
        for each in told:
            issue, reply = each.job.issue, each.reply
            if each.word is Word.TAKEN:
                self._refused.pop(issue, None)
            elif issue and each.word is Word.REFUSED and reply.permanent and not reply.of_the_reader:
                self._refused[issue] = self._refused.get(issue, 0) + 1
                if self._refused[issue] >= IN_A_ROW:
                    del self._refused[issue]
                    found[issue] = _in_a_row(reply)
        return list(found.items())


def _in_a_row(reply: Reply) -> str:
    words = _("%(count)d readers were refused one after another, and none was accepted: %(reply)s")
    return words % {"count": IN_A_ROW, "reply": _said(reply)}


def _said(reply: Reply) -> str:
    return states.kept(f"{reply.code} {reply.status} {reply.text}".replace("  ", " "))


def _stops(told: Told) -> bool:
    """Whether it stops an issue. Not if this row was refused so before, and an editor had it go on: then it is this
    reader's own failure, and the others need not wait for it once more. A note has no editor who could."""
    job = told.job
    return told.word is Word.REFUSED and told.reply.of_the_sender and bool(job.issue) and not job.was.startswith("5")


def _is_a_note_of_ours(told: Told) -> bool:
    """A mail to one person that was refused because of us: it waits until that is mended, as others wait."""
    return not told.job.issue and told.reply.of_the_sender


def _later(job: Job, code: str, words: str, pace: Pace, now: datetime) -> Ending:
    wait = pace.wait(job.deferrals)
    if wait is None:
        return Ending(job.fence, Outcome.FAILED, code, words, job.deferrals)
    return Ending(job.fence, Outcome.DEFERRED, code, words, job.deferrals + 1, now + wait)
