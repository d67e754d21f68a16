"""The bytes of a mail to one person."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings

from broadsheet.kit import clock
from broadsheet.newsletters import addresses
from broadsheet.newsletters.composing.headers import header, mailbox
from broadsheet.newsletters.models import Newsletter, Note


def sender() -> str:
    """The envelope's sender, and the address that the paper writes from: that of its first newsletter, or
    newsletters@ and the paper's host. On the wire."""
    found = Newsletter.objects.filter(archived=False).order_by("order", "pk").values_list("from_address", flat=True)
    return addresses.on_the_wire(
        found.first() or f"newsletters@{urlsplit(settings.PAPER_BASE_URL).hostname or 'localhost'}"
    )


def message(note: Note, address: str) -> bytes:
    """From `address`. Automatic by RFC 3834, unless its headers say otherwise. Raises building.Unwritable,
    addresses.Bad."""
    body = EmailMessage(policy=SMTP)
    body.set_content(note.text, cte="quoted-printable")
    if note.html:
        body.add_alternative(note.html, subtype="html", cte="quoted-printable")
    given = {"Auto-Submitted": "auto-generated", "Content-Language": note.language, **note.headers}
    head = (
        mailbox("From", settings.PAPER_NAME, address),
        f"To: {addresses.on_the_wire(note.address)}\r\n",
        header("Subject", note.subject),
        f"Date: {format_datetime(clock.wall())}\r\n",
        f"Message-ID: <{_message_id(note)}@{address.rpartition('@')[2]}>\r\n",
        *(f"{name}: {value}\r\n" for name, value in given.items()),
    )
    return "".join(head).encode() + body.as_bytes()


def _message_id(note: Note) -> str:
    """The same at each attempt, and nobody can guess it."""
    made = f"{settings.SECRET_KEY} note {note.pk} {note.created.isoformat()}"
    return f"note.{sha256(made.encode()).hexdigest()[:24]}"
