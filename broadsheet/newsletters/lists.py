"""The verbs that change who is on a list. Each writes its consent record and its count in one transaction; nothing
else changes `Subscription.state` (but `importing.batches`, many at once).

`at` is the instant of the change, now where it is not given. A verb that finds nothing to do does nothing and says
so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters import consent, hashes
from broadsheet.newsletters.addresses import Address
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.models import (
    ConsentRecord,
    Event,
    Import,
    Merged,
    Newsletter,
    Note,
    SignUp,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)

CONFIRMED, PENDING = SubscriptionState.CONFIRMED, SubscriptionState.PENDING
UNSUBSCRIBED = SubscriptionState.UNSUBSCRIBED
UNDO_WITHIN = timedelta(days=1)
PENDING_FOR = timedelta(days=14)


class Refused(Exception):
    """A change that may not be made; its text says why, for whoever asked."""


def subscriber_of(address: Address, language: str, at: datetime) -> Subscriber:
    """The address's row, made if need be."""
    fresh = {
        "address": address.typed,
        "needs_smtputf8": address.needs_smtputf8,
        "language": language,
        "created": at,
    }
    return Subscriber.objects.get_or_create(key=address.key, defaults=fresh)[0]


def suppressed(key: str) -> bool:
    return Suppression.objects.filter(address_hash=hashes.of(key)).exists()


@transaction.atomic
def ask(subscriber: Subscriber, newsletters: Iterable[Newsletter], proof: Proof, at: datetime | None = None) -> None:
    """Somebody typed this address into a form: subscriptions that wait, where there is none at all. Whoever left
    before has left until they confirm."""
    at = at or clock.wall()
    wanted = [each.pk for each in newsletters]
    known = set(subscriber.subscriptions.filter(newsletter__in=wanted).values_list("newsletter_id", flat=True))
    Subscription.objects.bulk_create(
        [
            Subscription(newsletter_id=each, subscriber=subscriber, state=PENDING, created=at, changed=at)
            for each in wanted
            if each not in known
        ]
    )
    consent.record(Event.ASKED, subscriber, wanted, proof, at)


@transaction.atomic
def confirm(sign_up: SignUp, by: str, at: datetime | None = None) -> list[Newsletter]:
    """What this sign-up asked for is confirmed, once: an old link brings nobody back who left since, also where a
    later sign-up was confirmed in between. Returns the newsletters that came to be confirmed by it."""
    at = at or clock.wall()
    if not SignUp.objects.filter(pk=sign_up.pk, confirmed=None, subscriber__isnull=False).update(confirmed=at):
        return []
    assert sign_up.subscriber is not None
    if suppressed(sign_up.subscriber.key):
        return []
    proof = Proof(by, sign_up.wording, sign_up.form_url, sign_up.network)
    gone = Subscription.objects.filter(subscriber=sign_up.subscriber, changed__gt=sign_up.created)
    left = gone.exclude(state__in=(CONFIRMED, PENDING)).values("newsletter")
    wanted = sign_up.newsletters.filter(archived=False).exclude(pk__in=left)
    return [each for each in wanted if _join(sign_up.subscriber, each, Event.CONFIRMED, proof, at)]


@transaction.atomic
def choose(subscriber: Subscriber, newsletter: Newsletter, proof: Proof, at: datetime | None = None) -> bool:
    """Chosen on the preferences page, which only whoever reads this address can open."""
    if newsletter.archived or suppressed(subscriber.key):
        return False
    return _join(subscriber, newsletter, Event.CONFIRMED, proof, at or clock.wall())


@transaction.atomic
def add(
    address: Address, newsletter: Newsletter, language: str, proof: Proof, at: datetime | None = None
) -> Subscription:
    """Added at the desk. Raises Refused for an address that nobody may write to."""
    at = at or clock.wall()
    if suppressed(address.key):
        raise Refused("nobody may write to this address")
    subscriber = subscriber_of(address, language, at)
    _join(subscriber, newsletter, Event.ADDED, proof, at)
    return Subscription.objects.get(subscriber=subscriber, newsletter=newsletter)


def _join(subscriber: Subscriber, newsletter: Newsletter, event: Event, proof: Proof, at: datetime) -> bool:
    fresh = {"state": CONFIRMED, "created": at, "changed": at}
    _, made = Subscription.objects.get_or_create(subscriber=subscriber, newsletter=newsletter, defaults=fresh)
    if not made:
        others = Subscription.objects.filter(subscriber=subscriber, newsletter=newsletter).exclude(state=CONFIRMED)
        if not others.update(state=CONFIRMED, changed=at, paused_until=None):
            return False
    consent.record(event, subscriber, [newsletter.pk], proof, at)
    consent.count(newsletter.pk, at, came=1)
    return True


@transaction.atomic
def unsubscribe(subscription: Subscription, by: str, at: datetime | None = None) -> bool:
    """Left. False when there was nothing to leave."""
    return _leave(subscription, UNSUBSCRIBED, Event.UNSUBSCRIBED, Proof(by), at or clock.wall())


@transaction.atomic
def remove(subscription: Subscription, by: str, at: datetime | None = None) -> bool:
    """Taken off at the desk; only whoever reads the address can bring it back."""
    return _leave(subscription, UNSUBSCRIBED, Event.REMOVED, Proof(by), at or clock.wall())


@transaction.atomic
def bounced(subscription: Subscription, by: str, at: datetime | None = None) -> bool:
    return _leave(subscription, SubscriptionState.BOUNCED, Event.BOUNCED, Proof(by), at or clock.wall())


@transaction.atomic
def complained(subscription: Subscription, by: str, at: datetime | None = None) -> bool:
    """Their mail program said "this is spam": nothing goes to this address any more."""
    at = at or clock.wall()
    left = _leave(subscription, SubscriptionState.COMPLAINED, Event.COMPLAINED, Proof(by), at)
    suppress(subscription.subscriber.key, SuppressionReason.COMPLAINED, at=at, by=by)
    return left


def _leave(subscription: Subscription, state: str, event: Event, proof: Proof, at: datetime) -> bool:
    row = Subscription.objects.select_for_update(of=["self"]).filter(pk=subscription.pk)
    before = row.values_list("state", flat=True).first()
    if before not in (CONFIRMED, PENDING):
        return False
    row.update(state=state, changed=at, paused_until=None)
    consent.record(event, subscription.subscriber, [subscription.newsletter_id], proof, at)
    consent.count(subscription.newsletter_id, at, left=int(before == CONFIRMED))
    return True


@transaction.atomic
def undo(subscription: Subscription, by: str, at: datetime | None = None) -> bool:
    """A leaving is taken back soon after it. Not for whoever was taken off at the desk, bounced or complained."""
    at = at or clock.wall()
    since = at - UNDO_WITHIN
    left = subscription.subscriber.consents.filter(newsletter=subscription.newsletter_id).order_by("-pk").first()
    if left is None or left.event != Event.UNSUBSCRIBED or suppressed(subscription.subscriber.key):
        return False
    row = Subscription.objects.filter(pk=subscription.pk, state=UNSUBSCRIBED, changed__gte=since)
    if not row.update(state=CONFIRMED, changed=at):
        return False
    consent.record(Event.CAME_BACK, subscription.subscriber, [subscription.newsletter_id], Proof(by), at)
    consent.count(subscription.newsletter_id, at, came=1)
    return True


@transaction.atomic
def pause(subscription: Subscription, until: datetime, by: str, at: datetime | None = None) -> bool:
    """Confirmed, but gets nothing until then."""
    at = at or clock.wall()
    row = Subscription.objects.filter(pk=subscription.pk, state=CONFIRMED).exclude(paused_until=until)
    if until <= at or not row.update(paused_until=until):
        return False
    consent.record(Event.PAUSED, subscription.subscriber, [subscription.newsletter_id], Proof(by), at)
    return True


@transaction.atomic
def resume(subscription: Subscription, by: str, at: datetime | None = None) -> bool:
    at = at or clock.wall()
    if not Subscription.objects.filter(pk=subscription.pk, paused_until__gt=at).update(paused_until=None):
        return False
    consent.record(Event.RESUMED, subscription.subscriber, [subscription.newsletter_id], Proof(by), at)
    return True


@transaction.atomic
def suppress(
    key: str, reason: SuppressionReason, note: str = "", at: datetime | None = None, by: str = "block"
) -> bool:
    """Nobody writes to this address any more, and it is on no list any more. False when it was blocked already."""
    at = at or clock.wall()
    fresh = {"reason": reason, "note": note[:500], "at": at}
    made = Suppression.objects.get_or_create(address_hash=hashes.of(key), defaults=fresh)[1]
    _end_all(Subscriber.objects.filter(key=key), reason, by, at)
    return made


@transaction.atomic
def unsuppress(address_hash: str, by: str = "block", at: datetime | None = None) -> bool:
    """It may be written to again, once its reader asks: what a list from elsewhere blocked while they got it here
    ends now, so that lifting the block mails nobody."""
    row = Suppression.objects.filter(address_hash=address_hash).first()
    if row is None:
        return False
    known = Subscriber.objects.filter(consents__address_hash=address_hash).distinct()
    # not who had this address once, and moved
    ours = [each.pk for each in known if hashes.of(each.key) == address_hash]
    _end_all(Subscriber.objects.filter(pk__in=ours), row.reason, by, at or clock.wall())
    row.delete()
    return True


_ENDS = {
    SuppressionReason.BOUNCED: (SubscriptionState.BOUNCED, Event.BOUNCED),
    SuppressionReason.COMPLAINED: (SubscriptionState.COMPLAINED, Event.COMPLAINED),
}


def _end_all(subscribers: QuerySet[Subscriber], reason: str, by: str, at: datetime) -> None:
    """What they get, or wait to confirm."""
    state, event = _ENDS.get(SuppressionReason(reason), (UNSUBSCRIBED, Event.REMOVED))
    held = Subscription.objects.filter(subscriber__in=subscribers, state__in=(CONFIRMED, PENDING)).order_by("pk")
    for each in held.select_related("subscriber"):
        _leave(each, state, event, Proof(by), at)


@transaction.atomic
def erase(subscriber: Subscriber, by: str, at: datetime | None = None) -> None:
    """Everything that names them goes. Keyed hashes stay: the proof that they had agreed, and suppressions."""
    at = at or clock.wall()
    consent.record(Event.ERASED, subscriber, [None], Proof(by), at)
    for subscription in subscriber.subscriptions.filter(state=CONFIRMED):
        consent.count(subscription.newsletter_id, at, left=1)
    SignUp.objects.filter(key=subscriber.key).delete()
    Note.objects.filter(key=subscriber.key).delete()  # those that wait too: they are not sent any more
    _forget_in_reports(subscriber)
    subscriber.delete()


def _forget_in_reports(subscriber: Subscriber) -> None:
    """What an import told of a row of theirs stays without their address."""
    names = (subscriber.key.casefold(), subscriber.address.casefold())
    for each in Import.objects.select_for_update(of=["self"]).exclude(report={}):
        told = each.report.get("problems", [])
        kept = [
            [line, _("(erased)") if any(name in what.casefold() for name in names) else what] for line, what in told
        ]
        if kept != told:
            Import.objects.filter(pk=each.pk).update(report={**each.report, "problems": kept})


@transaction.atomic
def move(subscriber: Subscriber, address: Address, by: str, at: datetime | None = None) -> Subscriber:
    """The same reader at a new address, which they have shown to read. Where the new one is known already, it keeps
    what it has and gains the rest. Raises Refused when nobody may write to the new one."""
    at = at or clock.wall()
    if address.key == subscriber.key:
        return subscriber
    if suppressed(address.key):
        raise Refused("nobody may write to this address")
    consent.record(Event.MOVED, subscriber, [None], Proof(by), at)  # with the hash of the old address
    other = Subscriber.objects.filter(key=address.key).first()
    if other is None:
        subscriber.address, subscriber.key = address.typed, address.key
        subscriber.needs_smtputf8 = address.needs_smtputf8
        subscriber.preferences_epoch += 1
        subscriber.save(update_fields=["address", "key", "needs_smtputf8", "preferences_epoch"])
        other = subscriber
    else:
        _merge(subscriber, other, by, at)
    consent.record(Event.MOVED, other, [None], Proof(by), at)
    return other


def _merge(old: Subscriber, new: Subscriber, by: str, at: datetime) -> None:
    """What the old one has goes over, with its proofs; its links in mails that were sent stay good."""
    theirs = {each.newsletter_id: each for each in new.subscriptions.all()}
    for each in old.subscriptions.select_related("newsletter"):
        mine = theirs.get(each.newsletter_id)
        if mine is None:
            Subscription.objects.filter(pk=each.pk).update(subscriber=new)
            continue
        if each.state == CONFIRMED:
            consent.count(each.newsletter_id, at, left=1)
            joined = _join(new, each.newsletter, Event.CONFIRMED, _proof_of(each, by), at)
            if joined and each.paused_until is not None and each.paused_until > at:
                pause(mine, each.paused_until, by, at)
        Merged.objects.filter(subscription=each.pk).update(subscription=mine)
        Merged.objects.create(old=each.pk, epoch=each.token_epoch, subscription=mine)
    ConsentRecord.objects.filter(subscriber=old).update(subscriber=new)
    old.delete()


def _proof_of(held: Subscription, by: str) -> Proof:
    """What was agreed to when it was confirmed last, at the address of before."""
    records = ConsentRecord.objects.filter(subscriber=held.subscriber_id, newsletter=held.newsletter_id)
    last = records.exclude(wording=None).select_related("wording").order_by("-pk").first()
    return Proof(by, last.wording, last.form_url, last.network) if last else Proof(by)


@transaction.atomic
def purge(before: datetime) -> int:
    """Subscriptions that nobody confirmed, sign-ups as old, and whoever nothing is left of; how many rows."""
    waiting = Subscription.objects.filter(state=PENDING, created__lt=before)
    subscribers = set(waiting.values_list("subscriber_id", flat=True)[:1000])
    gone = waiting.filter(subscriber__in=subscribers).delete()[0] if subscribers else 0
    old = SignUp.objects.filter(created__lt=before).order_by("pk").values_list("pk", flat=True)[:1000]
    keys: Sequence[int] = list(old)
    gone += SignUp.objects.filter(pk__in=keys).delete()[0] if keys else 0
    if subscribers:
        bare = Subscriber.objects.filter(pk__in=subscribers, subscriptions=None, sign_ups=None)
        gone += bare.delete()[0]
    return gone
