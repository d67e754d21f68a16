"""The states of a mail on its way: every move, and what a worker that comes back late may still write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.newsletters.models import Delivery, Note, Outcome
from broadsheet.newsletters.sending import notes, states
from broadsheet.newsletters.sending.states import Ending, Fence
from tests.sending.paper import make_issue, make_newsletter, subscribe

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
LEASE = timedelta(seconds=60)
LATER = NOW + 2 * LEASE
ME, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def row() -> Delivery:
    newsletter = make_newsletter()
    subscribe(newsletter, 1)
    issue = make_issue(newsletter)
    return Delivery.objects.create(issue=issue, subscription=newsletter.subscriptions.get())


def take(who: str = ME, at: datetime = NOW, limit: int = 10) -> list[Fence]:
    return states.claim(Delivery, who, now=at, until=at + LEASE, limit=limit)


def embark(fence: Fence, who: str = ME, at: datetime = NOW) -> bool:
    return bool(states.embark(Delivery, who, [fence], now=at, until=at + LEASE))


def settle(fence: Fence, state: str, who: str = ME, **more: object) -> bool:
    return bool(states.settle(Delivery, who, [Ending(fence, state, **more)], now=LATER))


def state(row: Delivery) -> str:
    row.refresh_from_db()
    return row.state


def test_the_straight_way(row: Delivery) -> None:
    [fence] = take()
    assert (state(row), row.claim, row.attempt, row.lease_until) == ("claimed", ME, 1, NOW + LEASE)
    assert embark(fence)
    assert state(row) == "inflight"
    assert settle(fence, Outcome.SENT, code="2.0.0", reply="queued")
    assert (state(row), row.claim, row.lease_until, row.code, row.changed) == ("sent", "", None, "2.0.0", LATER)


def test_a_row_is_taken_by_one_worker_alone(row: Delivery) -> None:
    assert len(take()) == 1
    assert take(OTHER) == []


def test_embarking_and_settling_may_be_said_twice(row: Delivery) -> None:
    [fence] = take()
    assert embark(fence)
    assert embark(fence)
    assert settle(fence, Outcome.SENT)
    assert not settle(fence, Outcome.SENT)
    assert state(row) == "sent"


def test_what_was_claimed_by_a_lost_worker_goes_again_and_what_was_inflight_does_not(row: Delivery) -> None:
    [fence] = take()
    assert states.reap(Delivery, now=NOW + LEASE) == (0, 0)
    assert states.reap(Delivery, now=LATER) == (1, 0)
    assert (state(row), row.claim) == ("pending", "")
    [fence] = take(OTHER, LATER)
    embark(fence, OTHER, LATER)
    assert states.reap(Delivery, now=LATER + 2 * LEASE) == (0, 1)
    assert state(row) == "uncertain"
    assert take() == []


def test_a_lease_is_renewed_for_what_is_held_alone(row: Delivery) -> None:
    [fence] = take()
    assert states.renew(Delivery, ME, [fence], until=LATER + LEASE) == 1
    assert states.renew(Delivery, OTHER, [fence], until=LATER + 9 * LEASE) == 0
    assert states.renew(Delivery, ME, [], until=LATER + 9 * LEASE) == 0
    assert states.reap(Delivery, now=LATER) == (0, 0)


def test_a_zombie_cannot_embark_nor_settle_what_another_has(row: Delivery) -> None:
    [old] = take()
    states.reap(Delivery, now=LATER)
    [new] = take(OTHER, LATER)
    assert not embark(old)
    assert not any(settle(old, outcome) for outcome in states.SETTLES_FROM)
    assert embark(new, OTHER, LATER)
    assert not any(settle(old, outcome) for outcome in states.SETTLES_FROM)
    assert state(row) == "inflight"


def test_a_worker_is_no_zombie_to_itself_only_by_the_same_attempt(row: Delivery) -> None:
    [old] = take()
    states.reap(Delivery, now=LATER)
    [new] = take(at=LATER)
    assert (old.attempt, new.attempt) == (1, 2)
    assert not embark(old)
    assert embark(new)
    assert not settle(old, Outcome.SENT)


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.FAILED, Outcome.DEFERRED, Outcome.PENDING])
def test_a_late_word_of_whoever_held_it_last_is_the_truth(row: Delivery, outcome: str) -> None:
    [fence] = take()
    embark(fence)
    states.reap(Delivery, now=LATER)
    assert state(row) == "uncertain"
    assert not settle(fence, outcome, OTHER)
    assert settle(fence, outcome, retry_at=LATER if outcome == Outcome.DEFERRED else None)
    assert state(row) == outcome


def test_a_late_word_changes_nothing_once_an_editor_decided(row: Delivery) -> None:
    [fence] = take()
    embark(fence)
    states.reap(Delivery, now=LATER)
    assert states.leave(Delivery.objects.all(), "left") == 1
    assert not settle(fence, Outcome.SENT)
    assert state(row) == "uncertain"
    assert states.resend(Delivery.objects.all(), now=LATER) == 1
    assert not settle(fence, Outcome.SENT)
    assert state(row) == "pending"


def test_what_broke_off_after_the_end_is_uncertain_at_once(row: Delivery) -> None:
    [fence] = take()
    assert not settle(fence, Outcome.UNCERTAIN)  # nothing of it was ended yet
    embark(fence)
    assert settle(fence, Outcome.UNCERTAIN, code="broken")
    assert (state(row), row.lease_until) == ("uncertain", None)
    assert states.reap(Delivery, now=LATER) == (0, 0)


def test_what_was_put_off_ripens_in_its_time(row: Delivery) -> None:
    [fence] = take()
    settle(fence, Outcome.DEFERRED, deferrals=1, retry_at=LATER, code="4.2.0")
    assert take() == []
    assert states.ripen(Delivery, now=LATER - timedelta(seconds=1)) == 0
    assert states.ripen(Delivery, now=LATER) == 1
    assert (state(row), row.deferrals, row.code) == ("pending", 1, "4.2.0")


def test_nothing_is_sent_that_was_not_written_as_inflight_first(row: Delivery) -> None:
    [fence] = take()
    assert not settle(fence, Outcome.SENT)
    assert state(row) == "claimed"


def test_a_note_of_a_lost_worker_goes_again_either_way() -> None:
    note = notes.post("ada@mirna.example", "Confirm", "Code", kind="confirmation", language="en")
    [fence] = states.claim(Note, ME, now=NOW, until=NOW + LEASE, limit=5)
    states.embark(Note, ME, [fence], now=NOW, until=NOW + LEASE)
    assert states.reap(Note, now=LATER) == (0, 1)
    note.refresh_from_db()
    assert (note.state, note.text) == ("pending", "Code")


class Relay:
    """The model: it accepts when the end of a message is sent, which a worker does only when `embark` said that it
    may, and once for each time that it may."""

    def __init__(self) -> None:
        self.at, self.accepted = NOW, 0
        self.fences: dict[str, Fence] = {}
        self.may_end: set[str] = set()

    def can(self, who: str) -> list[str]:
        """What this worker, or time, may do next."""
        ways = ["reap", "ripen"]
        if who not in self.fences:
            return ["take", *ways]
        if who in self.may_end:
            return ["end and die", "end", "abandon", "die", *ways]
        return ["embark", "defer", "give back", "die", *ways]

    def do(self, who: str, way: str) -> None:
        fence = self.fences.get(who)
        match way, fence:
            case "take", None:
                self.fences |= dict(zip([who], take(who, self.at), strict=False))
            case "embark", Fence():
                self.may_end |= {who} if embark(fence, who, self.at) else set()
            case "reap", _:
                self.at += 2 * LEASE
                states.reap(Delivery, now=self.at)
            case "ripen", _:
                states.ripen(Delivery, now=self.at)
            case _, Fence():
                self._end(who, fence, way)

    def _end(self, who: str, fence: Fence, way: str) -> None:
        self.accepted += way in {"end", "end and die"}
        outcome = {"end": "sent", "defer": "deferred", "abandon": "pending", "give back": "pending"}.get(way)
        if outcome:
            states.settle(Delivery, who, [Ending(fence, outcome, retry_at=self.at)], now=self.at)
        self.may_end.discard(who)
        del self.fences[who]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=st.lists(st.tuples(st.sampled_from([ME, OTHER]), st.integers(0, 99)), min_size=5, max_size=40))
def test_in_any_order_a_message_is_ended_once(row: Delivery, course: list[tuple[str, int]]) -> None:
    """Two workers do anything that they may, at any time."""
    Delivery.objects.update(state="pending", claim="", lease_until=None, attempt=0, retry_at=None)
    relay = Relay()
    for who, choice in course:
        ways = relay.can(who)
        relay.do(who, ways[choice % len(ways)])
    assert relay.accepted <= 1
    if relay.accepted:
        assert state(row) in {"inflight", "sent", "uncertain"}
