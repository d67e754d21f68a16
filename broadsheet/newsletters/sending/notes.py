"""Mail to one person: a confirmation, a welcome, a link, a test. It goes the way of the issues: a row, a lease, a
retry. Nothing else in the house writes to a reader."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadsheet.kit import clock
from broadsheet.newsletters import addresses
from broadsheet.newsletters.models import Newsletter, Note, Outcome

KEPT = timedelta(days=14)
"""So long one sees at the desk that a mail went out; the last try of one that is put off is well before."""
AT_ONCE = 5000


class Unwritable(ValueError):
    """A header that cannot be written: it holds a control character or is no header of a note."""


OWN_HEADERS = frozenset({"Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"})
"""What a caller may set or replace."""
OF, AS_ISSUE = "newsletter", "as issue"
"""Kept beside the headers: whose note it is, and whether it is built as an issue's mail is."""


def post(
    address: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    kind: str,
    language: str,
    headers: dict[str, str] | None = None,
    expires: datetime | None = None,
    newsletter: Newsletter | None = None,
    as_issue: bool = False,
) -> Note:
    """Have a mail sent if the caller's transaction commits, and not after `expires`. It comes from `newsletter`, or
    else from the paper; `as_issue`: with all that mail programs are told of an issue of it. Raises Unwritable."""
    given = headers or {}
    for value in (address, *given.values()):
        if not value.isprintable():
            raise Unwritable(f"a note of kind {kind} has a line break or another control character in a header")
    if unknown := set(given) - OWN_HEADERS:
        raise Unwritable(f"a note of kind {kind} cannot set {', '.join(sorted(unknown))}")
    return Note.objects.create(
        kind=kind,
        address=address,
        key=addresses.key_of(address),
        language=language,
        subject=" ".join(subject.split())[:300],
        text=text,
        html=html,
        headers={
            **given,
            **({OF: str(newsletter.pk)} if newsletter else {}),
            **({AS_ISSUE: "1"} if as_issue else {}),
        },
        created=clock.wall(),
        expires=expires,
    )


def to_staff(address: str, subject: str, text: str, language: str, expires: datetime) -> None:
    """A mail to somebody of the newsroom, by a room that knows no newsletters."""
    post(address, subject, text, kind="staff", language=language, expires=expires)


def forget(now: datetime) -> int:
    """Old ones go, and with them to whom they were; how many."""
    old = Note.objects.filter(created__lt=now - KEPT).exclude(state__in=(Outcome.CLAIMED, Outcome.INFLIGHT))
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return Note.objects.filter(pk__in=keys).delete()[0] if keys else 0
