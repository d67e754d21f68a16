"""The ledger of recordings: rows are taken by a conditional UPDATE under a lease, so that two workers never make one
recording, and what a worker leaves behind when it dies is taken by the next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop as _

from broadsheet.kit import clock
from broadsheet.narration.models import Look, OnAir, Recording, State
from broadsheet.narration.recording.looking import wake
from broadsheet.narration.wording import Message, Words, stored

LEASE = timedelta(seconds=30)  # without a sign of life; it is renewed every BEAT seconds
BEAT = 2.0
DIED = 3  # times that a worker may die over one recording before it counts as failed
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 6 * 60, 24 * 60))


class Lost(Exception):
    """The row is no longer ours: a newer input overtook it, or somebody took it while we were away."""


@dataclass(frozen=True)
class Claim:
    """A row in our hands. What `keep` and `settle` raise ends the work: Lost."""

    pk: int
    token: str

    def keep(self, **columns: Any) -> None:
        """It is still being made: write `columns`, and renew the lease."""
        if not self._ours().update(claimed_until=clock.wall() + LEASE, **columns):
            raise Lost

    def settle(self, state: State, **columns: Any) -> None:
        """It leaves our hands in this state."""
        if not self._ours().update(state=state, claim="", claimed_until=None, **columns):
            raise Lost

    def row(self) -> Recording:
        found = self._ours().select_related("story").first()
        if found is None:
            raise Lost
        return found

    def _ours(self) -> Any:
        return Recording.objects.filter(pk=self.pk, claim=self.token, state=State.RUNNING)


def ready(now: datetime) -> Q:
    """What may be begun: queued, left behind by a worker that died, or failed and to be tried again."""
    waits = Q(retry_at=None) | Q(retry_at__lte=now)
    left = Q(state=State.RUNNING) & (Q(claimed_until=None) | Q(claimed_until__lt=now))
    again = Q(state=State.FAILED, retry_at__lte=now)
    return (Q(state=State.QUEUED) & waits) | left | again


def claim(*, later: bool = True) -> Claim | None:
    """Take what is ready: first what takes the place of another recording, then the newest story's; what is one of
    very many after all others, and only with `later`."""
    now, token = clock.wall(), uuid.uuid4().hex
    again = Exists(OnAir.objects.filter(story=OuterRef("story")))
    ripe = Recording.objects.filter(ready(now)) if later else Recording.objects.filter(ready(now), later=False)
    waiting = ripe.order_by("later", again.desc(), "-story__first_published_at", "-pk")
    for pk, state, failures, story in list(waiting.values_list("pk", "state", "failures", "story")[:5]):
        # A row that is still "running" was left by a worker that died: that is counted, since it may be the cause.
        died = failures + 1 if state == State.RUNNING else failures
        given_up = state == State.RUNNING and died >= DIED
        why = _given_up(died) if given_up else {"cause": ""}
        taken = Recording.objects.filter(ready(now), pk=pk, state=state, failures=failures).update(
            state=State.FAILED if given_up else State.RUNNING,
            claim="" if given_up else token,
            claimed_until=None if given_up else now + LEASE,
            failures=died,
            retry_at=next_try(died) if given_up else None,
            **why,
            command="",
            done=0,
        )
        if taken and not given_up:
            return Claim(pk, token)
        if taken:
            wake(Look.objects.filter(story=story))  # a machine may have to read instead of a person
    return None


def _given_up(times: int) -> dict[str, Any]:
    said = _("The worker ended %(times)s times while it made this recording.")
    return because(Message(said, {"times": str(times)}))


def because(words: Words) -> dict[str, Any]:
    """Columns of a recording that say why it is not there, where no voice is at fault."""
    return {
        "cause": str(words)[:500],
        "tried": [{"engine": "", "voice": "", "sentence": "", "cause": stored(words)}],
    }


def next_try(failures: int) -> datetime:
    return clock.wall() + WAITS[min(failures, len(WAITS) - 1)]
