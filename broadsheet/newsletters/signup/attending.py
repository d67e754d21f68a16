"""What the worker does with what forms sent: who is it, what do they get, and which mail follows. A request does none
of it, so that it takes the same time for every address."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from broadsheet.kit import clock
from broadsheet.newsletters import consent, hashes, lists
from broadsheet.newsletters.addresses import Address
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.models import Newsletter, Note, SignUp, Subscriber, SubscriptionState, Wish
from broadsheet.newsletters.sending import notes
from broadsheet.newsletters.signup import limits, mails

AT_ONCE = 50
TIDY_EVERY = 600.0  # seconds
HELD_FOR = timedelta(days=1)
HELD_AT_ONCE = 1000  # addresses
MAILS: dict[Wish, tuple[str, ...]] = {
    Wish.LETTERS: ("confirmation", "already"),
    Wish.LINK: ("link",),
    Wish.MOVE: ("agreeing", "moving"),
}
"""The kinds of notes that follow a wish; each wish is limited by its own."""


class Attending:
    """`run` is called several times a second."""

    def __init__(self) -> None:
        self._next_tidying = 0.0

    def run(self) -> None:
        attend()
        if time.monotonic() >= self._next_tidying:
            self._next_tidying = time.monotonic() + TIDY_EVERY
            tidy(clock.wall())


def tidy(now: datetime) -> None:
    """Sign-ups that were held get their mail. Those that nobody confirmed within 14 days go, what was counted of
    places, and old notes."""
    mail_held(now)
    lists.purge(now - lists.PENDING_FOR)
    limits.forget(now)
    notes.forget(now)


def attend() -> int:
    """See to what waits; how many."""
    waiting = list(SignUp.objects.filter(attended=None).order_by("pk")[:AT_ONCE])
    for sign_up in waiting:
        _attend(sign_up, clock.wall())
    return len(waiting)


@transaction.atomic
def _attend(sign_up: SignUp, now: datetime) -> None:
    """Once, whatever else is at work: the mail is a row of this transaction."""
    if not SignUp.objects.filter(pk=sign_up.pk, attended=None).update(attended=now):
        return
    if lists.suppressed(sign_up.key) or _too_many(sign_up.key, MAILS[Wish(sign_up.wish)], now):
        return
    if sign_up.wish == Wish.LINK:
        known = Subscriber.objects.filter(key=sign_up.key).first()
        if known is not None:
            mails.link(known, now)
    else:
        _sign_up(sign_up, now)


def _too_many(key: str, kinds: tuple[str, ...], now: datetime) -> bool:
    """However many forms name an address, it gets few mails of a sort an hour. What was mailed counts, not what was
    asked: nobody keeps mails from somebody for ever by sending forms in their name."""
    lately = Note.objects.filter(key=key, kind__in=kinds, created__gt=now - timedelta(hours=1))
    return lately.count() >= limits.MAILS_TO_ONE_ADDRESS


def mail_held(now: datetime) -> None:
    """Whoever asked for more when their address had got its mails for the hour gets one for all of that after it."""
    keys = _held(now).order_by("key").values_list("key", flat=True).distinct()[:HELD_AT_ONCE]
    for key in list(keys):
        _mail_held(key, now)


def _held(now: datetime) -> QuerySet[SignUp]:
    """Those that were attended to without a mail."""
    unserved = SignUp.objects.filter(wish=Wish.LETTERS, subscriber=None, attended__isnull=False)
    return unserved.filter(created__gt=now - HELD_FOR)


@transaction.atomic
def _mail_held(key: str, now: datetime) -> None:
    """The newest takes what the others asked for, with the words that were agreed to in each."""
    held = list(_held(now).filter(key=key).select_for_update(of=["self"]).select_related("wording").order_by("pk"))
    if not held or lists.suppressed(key) or _too_many(key, MAILS[Wish.LETTERS], now):
        return
    newest = held[-1]
    wished = SignUp.newsletters.through.objects.filter(signup__in=held).values("newsletter")
    chosen = list(Newsletter.objects.filter(pk__in=wished))
    words = dict.fromkeys(each.wording.text for each in held if each.wording)
    newest.wording = consent.wording("\n\n".join(words)) if words else None
    newest.newsletters.set(chosen)
    newest.save(update_fields=["wording"])
    SignUp.objects.filter(pk__in=[each.pk for each in held[:-1]]).delete()
    known = Subscriber.objects.filter(key=key).first()
    if known is not None and not _not_yet(known, [each for each in chosen if not each.archived]):
        newest.delete()  # a mail before this one has brought all of it
        return
    _sign_up(newest, now)


def _sign_up(sign_up: SignUp, now: datetime) -> None:
    chosen = list(sign_up.newsletters.filter(archived=False))
    if not chosen:
        return
    address = Address(sign_up.address, sign_up.key, sign_up.needs_smtputf8)
    subscriber = lists.subscriber_of(address, sign_up.language, sign_up.created)
    wanted = _not_yet(subscriber, chosen)
    sign_up.subscriber = subscriber
    if not wanted:
        sign_up.save(update_fields=["subscriber"])
        mails.already(sign_up, subscriber, now)
        return
    proof = Proof("form", sign_up.wording, sign_up.form_url, sign_up.network)
    lists.ask(subscriber, wanted, proof, sign_up.created)
    code = f"{secrets.randbelow(1_000_000):06}"
    sign_up.code_hash = hashes.of_code(sign_up.pk, code)
    sign_up.save(update_fields=["subscriber", "code_hash"])
    mails.confirmation(sign_up, wanted, code, now)


def _not_yet(subscriber: Subscriber, chosen: list[Newsletter]) -> list[Newsletter]:
    confirmed = subscriber.subscriptions.filter(state=SubscriptionState.CONFIRMED)
    getting = set(confirmed.values_list("newsletter_id", flat=True))
    return [each for each in chosen if each.pk not in getting]
