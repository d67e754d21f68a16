"""Ways to break the protocol. Each is something that somebody might do in good faith, and the proof must find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from broadsheet.newsletters.models import Outcome
from broadsheet.newsletters.models.ledger import HELD
from broadsheet.newsletters.sending import endings, jobs, states
from broadsheet.newsletters.sending.jobs import Job, Row
from broadsheet.newsletters.sending.pace import Pace
from broadsheet.newsletters.sending.states import Book, Ending, Fence

embark, settle, claim = states.embark, states.settle, states.claim


def inflight_after_the_end() -> None:
    """The row is `inflight` only when the relay has answered: one commit less for each message."""

    def not_yet(book: Book, token: str, fences: Sequence[Fence], *, now: datetime, until: datetime) -> set[int]:
        return {fence.pk for fence in fences}

    def both(book: Book, token: str, endings: Iterable[Ending], *, now: datetime) -> int:
        ended = list(endings)
        embark(book, token, [each.fence for each in ended if each.state == Outcome.SENT], now=now, until=now)
        return settle(book, token, ended, now=now)

    states.embark, states.settle = not_yet, both


def uncertain_goes_again() -> None:
    """What a lost worker held goes again, whatever it was."""

    def again(book: Book, *, now: datetime) -> tuple[int, int]:
        silent = book._default_manager.filter(HELD, lease_until__lt=now)
        return silent.update(state=Outcome.PENDING, claim="", lease_until=None), 0

    states.reap = again


def no_fence() -> None:
    """Whoever comes back writes, whoever has the row now."""

    def anybody(book: Book, token: str, fences: Sequence[Fence], *, now: datetime, until: datetime) -> set[int]:
        keys = [fence.pk for fence in fences]
        book._default_manager.filter(pk__in=keys).update(state=Outcome.INFLIGHT, lease_until=until)
        return set(keys)

    def always(book: Book, token: str, endings: Iterable[Ending], *, now: datetime) -> int:
        for each in endings:
            changes = {"claim": "", "lease_until": None, "retry_at": each.retry_at, "deferrals": each.deferrals}
            book._default_manager.filter(pk=each.fence.pk).update(state=each.state, code=each.code[:12], **changes)
        return 0

    states.embark, states.settle = anybody, always


def sent_when_taken() -> None:
    """A cursor that is advanced when rows are read: what a crash takes along is lost."""

    def taken(book: Book, token: str, *, now: datetime, until: datetime, limit: int, issue: int = 0) -> list[Fence]:
        keys = [fence.pk for fence in claim(book, token, now=now, until=until, limit=limit, issue=issue)]
        book._default_manager.filter(pk__in=keys).update(state=Outcome.SENT)
        rows = book._default_manager.filter(pk__in=keys).values_list("pk", "attempt")
        return [Fence(pk, attempt) for pk, attempt in rows]

    def yes(book: Book, token: str, fences: Sequence[Fence], *, now: datetime, until: datetime) -> set[int]:
        return {fence.pk for fence in fences}

    states.claim, states.embark = taken, yes


def fails_what_broke() -> None:
    """What could not be handed over the first time has failed, whoever's fault it was."""

    def never(job: Job, code: str, words: str, pace: Pace, now: datetime) -> Ending:
        return Ending(job.fence, Outcome.FAILED, code, words, job.deferrals)

    endings._later = never


def leaves_out_some() -> None:
    """Somebody is taken for one who does not want it."""
    unwanted = jobs._unwanted

    def sometimes(row: Row, now: datetime, blocked: set[str]) -> tuple[str, str] | None:
        return ("paused", "paused") if row.pk % 100 == 0 else unwanted(row, now, blocked)

    jobs._unwanted = sometimes


WAYS: dict[str, Callable[[], None]] = {
    "inflight-after-the-end": inflight_after_the_end,
    "uncertain-goes-again": uncertain_goes_again,
    "no-fence": no_fence,
    "sent-when-taken": sent_when_taken,
    "fails-what-broke": fails_what_broke,
    "leaves-out-some": leaves_out_some,
}


def break_protocol(name: str) -> None:
    """In this process and those that it forks. "" breaks nothing."""
    if name:
        WAYS[name]()
