"""The verbs of lists in any order: counts, records and states agree after each step."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.newsletters import hashes, lists
from broadsheet.newsletters.addresses import Address, normalise
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.importing import batches
from broadsheet.newsletters.importing.batches import Bringing, Counts
from broadsheet.newsletters.importing.judging import CONFIRMED, UNSUBSCRIBED, Row
from broadsheet.newsletters.models import (
    ConsentRecord,
    Newsletter,
    SignUp,
    Subscriber,
    Subscription,
    SuppressionReason,
    Tally,
    Wish,
)
from broadsheet.newsletters.tests.issues import make_newsletter

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
PROOF = Proof("the tests")
LEAVES = {"unsubscribed", "removed", "bounced", "complained"}
COMES = {"confirmed", "came_back", "imported", "added"}

pytestmark = pytest.mark.django_db


def brought(letter: Newsletter, addresses: list[Address], state: str = CONFIRMED, at: datetime = START) -> Counts:
    """What an import of these addresses does."""
    batches.prepare()
    rows = [
        Row(line, each.typed, each.key, each.needs_smtputf8, hashes.of(each.key), state, at, at)
        for line, each in enumerate(addresses, start=2)
    ]
    return batches.bring(rows, Bringing(letter, "en", None, at))[0]


class Walk:
    """People, newsletters, and one random verb after the other."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.letters = [make_newsletter(slug=f"letter-{n}", name=f"Letter {n}") for n in range(2)]
        self.addresses = [normalise(f"reader{n}@post.example") for n in range(5)]
        self.now = START
        self.sign_ups: list[int] = []

    def letter(self) -> Newsletter:
        return self.chance.choice(self.letters)

    def address(self) -> Address:
        return self.chance.choice(self.addresses)

    def subscription(self) -> Subscription | None:
        found = list(Subscription.objects.select_related("subscriber").order_by("pk"))
        return self.chance.choice(found) if found else None

    def ask(self) -> None:
        address, letter = self.address(), self.letter()
        subscriber = lists.subscriber_of(address, "en", self.now)
        fields = {"address": address.typed, "key": address.key, "language": "en", "created": self.now}
        made = SignUp.objects.create(wish=Wish.LETTERS, subscriber=subscriber, attended=self.now, **fields)
        made.newsletters.add(letter)
        lists.ask(subscriber, [letter], PROOF, self.now)
        self.sign_ups.append(made.pk)

    def confirm(self) -> None:
        found = SignUp.objects.filter(pk__in=self.sign_ups).order_by("?").first()
        if found is not None:
            lists.confirm(found, "link", self.now)

    def on_one(self, verb: Callable[..., bool]) -> None:
        found = self.subscription()
        if found is not None:
            verb(found, "the tests", at=self.now)

    def pause(self) -> None:
        found = self.subscription()
        if found is not None:
            lists.pause(found, self.now + timedelta(weeks=1), "the tests", self.now)

    def add(self) -> None:
        address = self.address()
        try:
            lists.add(address, self.letter(), "en", PROOF, self.now)
        except lists.Refused:
            assert lists.suppressed(address.key)

    def bring(self) -> None:
        batch = self.chance.sample(self.addresses, 3)
        brought(self.letter(), batch, self.chance.choice([CONFIRMED, UNSUBSCRIBED]), self.now)

    def move(self) -> None:
        found = self.subscription()
        if found is not None:
            try:
                lists.move(found.subscriber, self.address(), "link", self.now)
            except lists.Refused:
                return

    def erase(self) -> None:
        found = self.subscription()
        if found is not None:
            lists.erase(found.subscriber, "link", self.now)

    def suppress(self) -> None:
        lists.suppress(self.address().key, SuppressionReason.DESK, at=self.now)

    def release(self) -> None:
        lists.unsuppress(hashes.of(self.address().key), at=self.now)

    def purge(self) -> None:
        lists.purge(self.now - lists.PENDING_FOR)

    def step(self) -> str:
        verbs: dict[str, Callable[[], None]] = {
            "ask": self.ask,
            "confirm": self.confirm,
            "unsubscribe": lambda: self.on_one(lists.unsubscribe),
            "undo": lambda: self.on_one(lists.undo),
            "remove": lambda: self.on_one(lists.remove),
            "bounced": lambda: self.on_one(lists.bounced),
            "complained": lambda: self.on_one(lists.complained),
            "resume": lambda: self.on_one(lists.resume),
            "pause": self.pause,
            "add": self.add,
            "bring": self.bring,
            "move": self.move,
            "erase": self.erase,
            "suppress": self.suppress,
            "release": self.release,
            "purge": self.purge,
        }
        name = self.chance.choice(list(verbs))
        self.now += timedelta(hours=self.chance.choice([0, 1, 30]))
        verbs[name]()
        return name


def _check(walk: Walk, step: str) -> None:
    for letter in walk.letters:
        confirmed = Subscription.objects.filter(newsletter=letter, state="confirmed").count()
        newest = Tally.objects.filter(newsletter=letter).order_by("-day").first()
        assert (newest.total if newest else 0) == confirmed, step
        days = Tally.objects.filter(newsletter=letter)
        assert sum(day.confirmed - day.left for day in days) == confirmed, step
    assert not Subscription.objects.exclude(state="confirmed").filter(paused_until__isnull=False).exists(), step


def _states() -> dict[int, str]:
    return dict(Subscription.objects.values_list("pk", "state"))


@pytest.mark.parametrize("seed", range(4))
def test_counts_and_states_agree_whatever_happens_in_whatever_order(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(90):
        before, known = _states(), set(ConsentRecord.objects.values_list("pk", flat=True))
        step = walk.step()
        after = _states()
        events = set(ConsentRecord.objects.exclude(pk__in=known).values_list("event", flat=True))
        for pk, state in after.items():
            if state == "confirmed" and before.get(pk) != "confirmed":
                assert events & COMES, step
            if before.get(pk) == "confirmed" and state != "confirmed":
                assert events & LEAVES, step
        _check(walk, f"seed {seed}: {step}")


def test_nobody_comes_back_by_a_file_or_by_an_old_link() -> None:
    letter = make_newsletter()
    ada = normalise("ada@post.example")
    brought(letter, [ada])
    lists.unsubscribe(Subscription.objects.get(), "link", START)
    counts = brought(letter, [ada])
    assert (counts.confirmed, counts.unchanged) == (0, 1)
    assert Subscription.objects.get().state == "unsubscribed"


def test_a_complaint_is_kept_beyond_an_erasure() -> None:
    letter = make_newsletter()
    ada = normalise("ada@post.example")
    lists.complained(lists.add(ada, letter, "en", PROOF, START), "the relay", START)
    lists.erase(Subscriber.objects.get(), "link", START)
    with pytest.raises(lists.Refused):
        lists.add(ada, letter, "en", PROOF, START)
    assert brought(letter, [ada]).blocked == 1


def test_an_older_day_is_counted_on_its_day_and_in_all_that_follow() -> None:
    letter = make_newsletter()
    lists.add(normalise("a@post.example"), letter, "en", PROOF, START + timedelta(days=3))
    lists.add(normalise("b@post.example"), letter, "en", PROOF, START)
    assert list(Tally.objects.order_by("day").values_list("confirmed", "total")) == [(1, 1), (1, 2)]
