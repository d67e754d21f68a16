"""The bytes of a mail to one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, places
from broadsheet.newsletters.composing import splicing
from broadsheet.newsletters.composing.headers import header, mailbox
from broadsheet.newsletters.composing.letters import Letter
from broadsheet.newsletters.composing.slots import UNSUBSCRIBE
from broadsheet.newsletters.models import Newsletter, Note
from broadsheet.newsletters.sending import enclosing
from broadsheet.newsletters.sending.notes import AS_ISSUE, OF


def newsletters_of(notes: Iterable[Note]) -> dict[int, Newsletter]:
    """Whose notes they are, by the note's key; that of a newsletter that is gone comes from the paper."""
    said = {note.pk: int(note.headers.get(OF, 0)) for note in notes}
    found = Newsletter.objects.in_bulk({key for key in said.values() if key})
    return {pk: found[key] for pk, key in said.items() if key in found}


def sender(newsletter: Newsletter | None = None) -> str:
    """The envelope's sender, and the address that the mail comes from: the newsletter's, or for the paper that of its
    first newsletter, or newsletters@ and the paper's host. On the wire."""
    if newsletter is not None:
        return addresses.on_the_wire(newsletter.from_address)
    found = Newsletter.objects.filter(archived=False).order_by("order", "pk").values_list("from_address", flat=True)
    return addresses.on_the_wire(
        found.first() or f"newsletters@{urlsplit(settings.PAPER_BASE_URL).hostname or 'localhost'}"
    )


def message(note: Note, address: str, newsletter: Newsletter | None = None) -> bytes:
    """From `address`. Automatic by RFC 3834, unless its headers say otherwise. Raises building.Unwritable,
    addresses.Bad."""
    if newsletter is not None and AS_ISSUE in note.headers:
        return _as_issue(note, newsletter)
    body = EmailMessage(policy=SMTP)
    body.set_content(note.text, cte="quoted-printable")
    if note.html:
        body.add_alternative(note.html, subtype="html", cte="quoted-printable")
    given = {"Auto-Submitted": "auto-generated", "Content-Language": note.language, **_headers(note)}
    head = (
        mailbox("From", newsletter.from_name if newsletter else settings.PAPER_NAME, address),
        mailbox("Reply-To", "", newsletter.reply_to) if newsletter and newsletter.reply_to else "",
        f"To: {addresses.on_the_wire(note.address)}\r\n",
        header("Subject", note.subject),
        f"Date: {format_datetime(clock.wall())}\r\n",
        f"Message-ID: <{_message_id(note)}@{address.rpartition('@')[2]}>\r\n",
        *(f"{name}: {value}\r\n" for name, value in given.items()),
    )
    return "".join(head).encode() + body.as_bytes()


def _headers(note: Note) -> dict[str, str]:
    return {name: value for name, value in note.headers.items() if name not in (OF, AS_ISSUE)}


def _as_issue(note: Note, newsletter: Newsletter) -> bytes:
    """What tests an issue is what readers will get, also for filters: the same headers and parts. The link to leave
    leads to the newsletter's page, so that a test unsubscribes nobody."""
    html, files = enclosing.apart(note.html)
    parts = splicing.cut(Letter(note.subject, "", html, note.text, "", 0), newsletter, enclosed=files)
    page = places.whole(places.letter(newsletter.language, newsletter.slug))
    whole = replace(parts, origin=_message_id(note))
    return whole.build(addresses.on_the_wire(note.address), {UNSUBSCRIBE: page}, delivery=note.pk, at=clock.wall())


def _message_id(note: Note) -> str:
    """The same at each attempt, and nobody can guess it."""
    made = f"{settings.SECRET_KEY} note {note.pk} {note.created.isoformat()}"
    return f"note.{sha256(made.encode()).hexdigest()[:24]}"
