"""Made-up readers of the newsletters, at addresses that belong to nobody (RFC 2606), over the last ten weeks.

They are the same each time, and inserted together: one by one they would be half of the demo's start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from broadsheet.kit import clock
from broadsheet.newsletters import consent, hashes
from broadsheet.newsletters.models import (
    ConsentRecord,
    Delivery,
    Event,
    Issue,
    Newsletter,
    Outcome,
    Subscriber,
    Subscription,
    SubscriptionState,
    Tally,
    Wording,
)

HOW_MANY = 400
WEEKS = 10
HALF_AN_HOUR = timedelta(minutes=30)
LEAVES, WAITS = 0.07, 0.02
"""Of those who sign up: who leaves again, and who never confirms."""
WORDS = {
    "en": "Send me this newsletter. I can leave it with one click in every mail.",
    "uk": "Надсилайте мені цю розсилку. Відмовитися можна одним натиском у кожному листі.",
}
GIVEN = (
    "ada bela cem dora edda falk gita hanno ilse jori kaja lenz mira nils orsa pavel quirin rona senta tilo ursa "
    "vera wim xenia yasna zora anton birgit coen dunja"
)
FAMILY = (
    "almer brandt costa dahl ekman foss grau holm ivens jansen kovar lund marek novak olsen prins rask selen thorn "
    "ulm varga winter yilmaz zander arden boll crane drift elms fenn"
)
HOSTS = ("example.org", "example.net", "example.com", "mail.example.org", "post.example.net")
REFUSED = ("5.1.1", "550 5.1.1 There is no mailbox of that name")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody's time with one newsletter. `left` and `confirmed` may be None."""

    subscription: Subscription
    asked: datetime
    confirmed: datetime | None
    left: datetime | None

    def got_it(self, at: datetime) -> bool:
        return self.confirmed is not None and self.confirmed < at and (self.left is None or self.left > at)


def build(sizes: Mapping[Newsletter, int], now: datetime) -> dict[int, list[Reader]]:
    """Readers of each newsletter, by its key; `sizes` says how many sign up for it."""
    chance = Random(1882)  # noqa: S311  (the year that the paper was founded)
    people = _people(chance, now)
    lists = {
        newsletter.pk: list(_signed_up(chance, newsletter, people, size, now)) for newsletter, size in sizes.items()
    }
    Subscription.objects.bulk_create(reader.subscription for list_ in lists.values() for reader in list_)
    words = {language: consent.wording(text) for language, text in WORDS.items()}
    everything = [
        record
        for newsletter in sizes
        for reader in lists[newsletter.pk]
        for record in _records(newsletter, reader, words[newsletter.language])
    ]
    everything.sort(key=lambda record: record.at)
    ConsentRecord.objects.bulk_create(everything, batch_size=500)
    Tally.objects.bulk_create(tally for newsletter in sizes for tally in _tallies(newsletter, lists[newsletter.pk]))
    return lists


def deliver(issue: Issue, list_: Sequence[Reader], at: datetime, took: timedelta) -> None:
    """The ledger of an issue that was sent: one in eighty is refused."""
    rows = []
    for place, reader in enumerate(list_):
        refused = place % 80 == 41
        rows.append(
            Delivery(
                issue=issue,
                subscription=reader.subscription,
                state=Outcome.FAILED if refused else Outcome.SENT,
                attempt=1,
                code=REFUSED[0] if refused else "2.0.0",
                reply=REFUSED[1] if refused else "250 2.0.0 Taken",
                changed=at + took * (place + 1) / len(list_),
            )
        )
    Delivery.objects.bulk_create(rows, batch_size=500)


def _people(chance: Random, now: datetime) -> list[Subscriber]:
    names = [
        f"{given}{sign}{family}" for given in GIVEN.split() for family in FAMILY.split() for sign in (".", "", "-")
    ]
    people = []
    for number, name in enumerate(chance.sample(names, HOW_MANY)):
        address = f"{name}@{HOSTS[number % len(HOSTS)]}"
        people.append(Subscriber(address=address, key=address, language="en", created=now))
    return people


def _signed_up(
    chance: Random, newsletter: Newsletter, people: Sequence[Subscriber], size: int, now: datetime
) -> Iterator[Reader]:
    """A quarter of them read something already, where there is anybody."""
    known, new = [each for each in people if each.pk], [each for each in people if not each.pk]
    chosen = chance.sample(known, min(len(known), size // 4))
    joining = new[: size - len(chosen)]
    for person in joining:
        person.language, person.created = newsletter.language, now - _age(chance) - HALF_AN_HOUR
    Subscriber.objects.bulk_create(joining)
    for person in chosen:
        later = (now - person.created) * 0.9 * chance.random()
        yield _reader(chance, newsletter, person, person.created + later, now)
    for person in joining:
        yield _reader(chance, newsletter, person, person.created, now)


def _age(chance: Random) -> timedelta:
    """More come the nearer it is to now: a newsletter grows."""
    return timedelta(weeks=WEEKS) * (1 - chance.random() ** 0.6)


def _reader(chance: Random, newsletter: Newsletter, person: Subscriber, asked: datetime, now: datetime) -> Reader:
    fate = chance.random()
    confirmed: datetime | None = asked + (now - asked) * min(1.0, HALF_AN_HOUR * chance.random() / (now - asked))
    left = None
    if fate < WAITS and now - asked < timedelta(days=13):
        confirmed, state, changed = None, SubscriptionState.PENDING, asked
    elif WAITS < fate < WAITS + LEAVES and confirmed:
        left = confirmed + (now - confirmed) * chance.uniform(0.2, 0.95)
        state, changed = SubscriptionState.UNSUBSCRIBED, left
    else:
        assert confirmed
        state, changed = SubscriptionState.CONFIRMED, confirmed
    held = Subscription(newsletter=newsletter, subscriber=person, state=state, created=asked, changed=changed)
    return Reader(held, asked, confirmed, left)


def _records(newsletter: Newsletter, reader: Reader, words: Wording) -> Iterator[ConsentRecord]:
    person = reader.subscription.subscriber
    hashed = hashes.of(person.key)
    about = {"subscriber": person, "address_hash": hashed, "newsletter": newsletter}
    form = f"/newsletters/{newsletter.slug}/"
    yield ConsentRecord(event=Event.ASKED, at=reader.asked, by="form", wording=words, form_url=form, **about)
    if reader.confirmed:
        yield ConsentRecord(
            event=Event.CONFIRMED, at=reader.confirmed, by="link", wording=words, form_url=form, **about
        )
    if reader.left:
        yield ConsentRecord(event=Event.UNSUBSCRIBED, at=reader.left, by="one-click", **about)


def _tallies(newsletter: Newsletter, list_: Sequence[Reader]) -> Iterator[Tally]:
    came = Counter(_day(reader.confirmed) for reader in list_ if reader.confirmed)
    left = Counter(_day(reader.left) for reader in list_ if reader.left)
    total = 0
    for day in sorted(came.keys() | left.keys()):
        total += came[day] - left[day]
        yield Tally(newsletter=newsletter, day=day, confirmed=came[day], left=left[day], total=total)


def _day(at: datetime) -> date:
    return clock.local(at).date()
