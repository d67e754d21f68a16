"""What the columns of a list mean, guessed from their names: as Ghost, Mailchimp, Substack, Buttondown and listmonk
write them, and as people do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from broadsheet.newsletters.importing.reading import Form


class Field(TextChoices):
    """What a column tells; columns of any other kind are not kept."""

    ADDRESS = "address", _("mail address")
    STATE = "state", _("whether they get it, in a word")
    TAKES = "takes", _("yes: they get it")
    REFUSES = "refuses", _("yes: they do not get it")
    CREATED = "created", _("since when")
    LEFT = "left", _("when they left")
    BOUNCED = "bounced", _("when the address stopped working")
    COMPLAINED = "complained", _("when they complained")


NAMES = {
    Field.ADDRESS: "email e-mail mail email_address e_mail_address subscriber_email member_email mail_address "
    "address",
    Field.STATE: "status state subscriber_status subscription_status email_status member_status subscription type",
    Field.TAKES: "subscribed_to_emails subscribed is_subscribed active confirmed email_subscribed opted_in opt_in",
    Field.REFUSES: "email_disabled unsubscribed is_unsubscribed opted_out opt_out disabled suppressed do_not_contact",
    Field.CREATED: "created_at created signup_date sign_up_date joined joined_at date_added added subscribed_at "
    "confirm_time subscription_date start_date date created_utc creation_date subscribe_date",
    Field.LEFT: "unsub_time unsubscribed_at unsubscribe_date unsubscription_date deleted_at date_unsubscribed "
    "churn_date",
    Field.BOUNCED: "clean_time cleaned_at bounced_at bounce_date undeliverable_at",
    Field.COMPLAINED: "complained_at complaint_date spam_reported_at",
}
KNOWN = {name: field for field, names in NAMES.items() for name in names.split()}


def guess(form: Form) -> dict[int, Field]:
    """By column number. Without a header, the address's column is the one with most @ in it."""
    if not form.header:
        counts = _ats(form.sample)
        return {_most(counts): Field.ADDRESS} if counts else {}
    found: dict[int, Field] = {}
    for number, name in enumerate(form.header):
        field = KNOWN.get(_plain(name))
        if field is not None and (field not in found.values() or field not in _ONCE):
            found[number] = field
    if Field.ADDRESS not in found.values():
        counts = _ats(form.sample)
        if any(counts):
            found[_most(counts)] = Field.ADDRESS
    return found


_ONCE = {Field.ADDRESS, Field.CREATED}


def not_kept(form: Form, columns: dict[int, Field]) -> list[str]:
    """Names of the columns that nothing is made of."""
    return [name for number, name in enumerate(form.header) if name and number not in columns]


def _most(counts: Sequence[int]) -> int:
    return list(counts).index(max(counts))


def _ats(sample: Sequence[Sequence[str]]) -> list[int]:
    width = max(map(len, sample), default=0)
    return [sum("@" in row[number] for row in sample if number < len(row)) for number in range(width)]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
