"""A test: an issue as it stands, to a few addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, places
from broadsheet.newsletters.composing import slots, wording
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.models import OPEN, Issue, Note, Outcome
from broadsheet.newsletters.sending import enclosing, notes

MOST = 10
KIND = "test"
SHOWN_FOR = timedelta(days=1)
GOOD_FOR = timedelta(hours=1)
"""A test that comes later than that helps nobody."""


class AddressesField(forms.CharField):
    """Addresses between commas, spaces or line breaks, as a list without doubles."""

    widget = forms.Textarea(attrs={"rows": 2, "dir": "ltr", "autocomplete": "email"})

    def clean(self, value: Any) -> Any:
        typed = [each for each in re.split(r"[\s,;]+", super().clean(value)) if each]
        found: dict[str, str] = {}
        for each in typed:
            try:
                address = addresses.normalise(each)
            except addresses.Bad:
                raise ValidationError(_("“%(typed)s” is no mail address.") % {"typed": each}) from None
            found[address.key] = address.typed
        if len(found) > MOST:
            raise ValidationError(_("A test goes to %(most)d addresses at most.") % {"most": MOST})
        return list(found.values())


def send(issue: Issue, to: Iterable[str]) -> None:
    """What stands for a reader's own links leads to the newsletter's page, so that a test unsubscribes nobody."""
    letter, newsletter = compose(issue), issue.newsletter
    shown = enclosing.with_files(letter.html)
    page = wording.absolute(places.letter(newsletter.language, newsletter.slug))
    with override(newsletter.language):
        subject = _("[Test] %(subject)s") % {"subject": letter.subject}
    with transaction.atomic():
        for address in to:
            html, text = (_filled(part, address, page) for part in (shown, letter.text))
            notes.post(
                address,
                subject,
                text,
                html,
                kind=_kind(issue),
                language=newsletter.language,
                expires=clock.now() + GOOD_FOR,
                newsletter=newsletter,
                as_issue=True,
            )


def _kind(issue: Issue) -> str:
    return f"{KIND} {issue.pk}"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a test; `moving`: nobody knows yet."""

    address: str
    told: str
    reply: str
    moving: bool


def of(issue: Issue) -> list[Trial]:
    """The tests of the last day, the newest first."""
    since = clock.wall() - SHOWN_FOR
    rows = Note.objects.filter(kind=_kind(issue), created__gte=since).order_by("-pk")[:MOST]
    return [Trial(row.address, _told(row), row.reply, row.state in OPEN) for row in rows]


def _told(note: Note) -> str:
    match note.state:
        case Outcome.SENT:
            return _("handed over to the mail server")
        case Outcome.FAILED:
            return _("refused")
        case Outcome.SKIPPED:
            return _("not sent")
        case _ if note.code[:1] in {"4", "5"}:
            return _("put off by the mail server, and tried again")
        case _:
            return _("on its way")


def _filled(part: str, address: str, page: str) -> str:
    values = {slots.ADDRESS: address, slots.UNSUBSCRIBE: page, slots.PREFERENCES: page}
    return slots.PATTERN.sub(lambda slot: values[slot[1]], part)
