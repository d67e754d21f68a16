"""The local mailbox at the desk: what would have gone out, newest first, where there is no mail server."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from broadsheet.newsletters.desk.subscribers.screens import VIEW, head
from broadsheet.newsletters.senders.choosing import sender
from broadsheet.newsletters.senders.mailbox import Mailbox

PAGE = 40
LARGEST = 2_000_000  # bytes of a mail that are read
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:,=+-]{0,200}")
HEADERS = ("From", "To", "Subject", "Date", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID")


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail of the mailbox; `name` is its file's."""

    name: str
    at: datetime
    message: EmailMessage

    @property
    def to(self) -> str:
        return str(self.message["X-Original-To"] or self.message["To"] or "")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or _("(no subject)"))


def mailbox() -> Mailbox | None:
    found = sender()
    return found if isinstance(found, Mailbox) else None


@require_safe
@VIEW
def mailbox_view(request: HttpRequest, name: str = "") -> HttpResponse:
    box = mailbox()
    after = request.GET.get("after", "")
    files = _newest(box.folder) if box else []
    start = next((at + 1 for at, file in enumerate(files) if file.name == after), 0)
    page = files[start : start + PAGE]
    shown = _opened(box, name) if name else None
    context = {
        **head(_("Mailbox")),
        "here": box is not None,
        "mails": [kept for file in page if (kept := _read(file)) is not None],
        "more": f"?after={page[-1].name}" if len(files) > start + PAGE else "",
        "shown": shown,
        "text": _part(shown.message, "plain") if shown else "",
        "has_html": bool(shown and _part(shown.message, "html")),
        "headers": list(_headers(shown.message)) if shown else [],
    }
    return TemplateResponse(request, "newsletters/desk/mailbox.html", context)


@require_safe
@VIEW
@xframe_options_sameorigin
def mail_html_view(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML alone, for a frame: no script of it runs, no form is sent, links open beside the desk."""
    shown = _opened(mailbox(), name)
    answer = HttpResponse('<base target="_blank">' + _with_files(shown.message))
    answer["Content-Security-Policy"] = (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        "img-src http: https: data:; style-src 'unsafe-inline'; font-src 'none'"
    )
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer


def _newest(folder: Path) -> list[Path]:
    """Files of the maildir, the newest first."""
    found: list[tuple[float, Path]] = []
    for part in ("new", "cur"):
        try:
            found += [(file.stat().st_mtime, file) for file in (folder / part).iterdir()]
        except FileNotFoundError:
            continue
    return [file for _at, file in sorted(found, key=lambda pair: (-pair[0], pair[1].name))]


def _opened(box: Mailbox | None, name: str) -> Kept:
    if box is None or not NAME.fullmatch(name):
        raise Http404
    for part in ("new", "cur"):
        if (kept := _read(box.folder / part / name)) is not None:
            return kept
    raise Http404


def _read(file: Path) -> Kept | None:
    """None when it went away meanwhile."""
    try:
        with file.open("rb") as opened:
            body = opened.read(LARGEST)
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return None
    message = email.message_from_bytes(body, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Kept(file.name, at, message)


def _part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    return str(found.get_content()) if isinstance(found, EmailMessage) else ""


def _with_files(message: EmailMessage) -> str:
    """The HTML, with the pictures that came inside the mail."""
    html = _part(message, "html")
    for part in message.walk():
        if (name := str(part["Content-ID"] or "").strip("<>")) and part.get_content_type() == "image/jpeg":
            body = "".join(str(part.get_payload()).split())
            html = html.replace(f'"cid:{name}"', f'"data:image/jpeg;base64,{body}"')
    return html


def _headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for name in HEADERS:
        if message[name]:
            yield name, str(message[name])
