"""The sender that this site's EMAIL_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings

from broadsheet.newsletters.senders.base import Sender
from broadsheet.newsletters.senders.mailbox import Console, Mailbox
from broadsheet.newsletters.senders.smtp import Relay

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def sender() -> Sender:
    """`smtp://`, `smtp+tls://` (STARTTLS), `smtps://`, `file:///folder`, `console:`; empty: the site's mail/."""
    parts = urlsplit(settings.MAIL_URL)
    if parts.scheme == "console":
        return Console()
    if parts.scheme in {"", "file"}:
        return Mailbox(Path(unquote(parts.path)) if parts.path else settings.MAIL_FOLDER)
    tls: dict[str, Literal["no", "starttls", "smtps"]] = {"smtp": "no", "smtp+tls": "starttls", "smtps": "smtps"}
    return Relay(
        host=parts.hostname or "localhost",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls[parts.scheme],
        connections=settings.MAIL_CONNECTIONS,
        messages=settings.MAIL_PER_CONNECTION,
        hello=urlsplit(settings.PAPER_BASE_URL).hostname or "",
    )
