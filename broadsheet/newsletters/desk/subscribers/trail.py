"""What the desk does about whole addresses, with its line in the desk's log."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.newsletters import addresses, consent, hashes, lists
from broadsheet.newsletters.models import Subscriber, Suppression, SuppressionReason, Wording

BLOCKED, UNBLOCKED, ERASED = "newsletters.block", "newsletters.unblock", "newsletters.erase"


def _name(user: Any) -> str:
    return str(user.get_username())[:150]


def words(asked: str) -> Wording:
    """What somebody at the desk says about how they were asked."""
    return consent.wording(asked.strip())


@transaction.atomic
def block(user: Any, key: str, reason: SuppressionReason, note: str) -> str:
    """Nobody writes to this address any more. "" when that was so already, or no note was given."""
    if not note.strip() or not lists.suppress(key, reason, note.strip(), by=_name(user)):
        return ""
    log(Suppression.objects.get(address_hash=hashes.of(key)), BLOCKED, user=user, data={"note": note.strip()[:500]})
    return _("Nobody writes to this address any more.")


@transaction.atomic
def unblock(user: Any, row: Suppression, note: str) -> str:
    """ "" without a note: a block is not lifted by a slip of the hand."""
    if not note.strip():
        return ""
    log(row, UNBLOCKED, user=user, data={"note": note.strip()[:500], "reason": row.reason}, deleted=True)
    lists.unsuppress(row.address_hash, by=_name(user))
    return _("The address may be written to again, once its reader asks for it.")


@transaction.atomic
def erase(user: Any, person: Subscriber) -> None:
    """The log names the keyed hash alone."""
    log(person, ERASED, user=user, title=hashes.of(person.key)[:16], deleted=True)
    lists.erase(person, _name(user))


def found(typed: str) -> Suppression | None:
    """The block of this address. Raises addresses.Bad."""
    return Suppression.objects.filter(address_hash=hashes.of(addresses.normalise(typed).key)).first()
