"""What the words of a lane mean for a row: the relay's codes by RFC 3463, never by their text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from broadsheet.newsletters.couriers.loads import NOTHING, Word
from broadsheet.newsletters.models import Outcome
from broadsheet.newsletters.senders.base import Reply
from broadsheet.newsletters.sending import states
from broadsheet.newsletters.sending.jobs import Job
from broadsheet.newsletters.sending.pace import Pace
from broadsheet.newsletters.sending.states import Ending

BROKEN = "broken"
"""The code of a row whose connection broke."""


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
    if reply.policy and not _policy_again(told):
        # the sender is not wanted: the issue waits for an editor, and this reader with it
        return Ending(job.fence, Outcome.DEFERRED, reply.best_code, words, job.deferrals, now)
    if reply.permanent:
        return Ending(job.fence, Outcome.FAILED, reply.best_code, words, job.deferrals)
    return _later(job, reply.best_code, words, pace, now)


def pausing(told: Iterable[Told]) -> list[tuple[int, str]]:
    """(issue, cause) of those that a policy of the relay stops."""
    found = {}
    for each in told:
        if each.word is Word.REFUSED and each.reply.policy and each.job.issue and not _policy_again(each):
            found[each.job.issue] = states.kept(f"{each.reply.code} {each.reply.status} {each.reply.text}")
    return list(found.items())


def _policy_again(told: Told) -> bool:
    """Whether this row was refused so before, and an editor had it go on: then it is this reader's own failure, and
    the others need not wait for it once more. A note has no editor who could."""
    return told.job.was.startswith("5.7.") or not told.job.issue


def _later(job: Job, code: str, words: str, pace: Pace, now: datetime) -> Ending:
    wait = pace.wait(job.deferrals)
    if wait is None:
        return Ending(job.fence, Outcome.FAILED, code, words, job.deferrals)
    return Ending(job.fence, Outcome.DEFERRED, code, words, job.deferrals + 1, now + wait)
