"""An issue as a mail: HTML, plain text, and the inside of its page in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import category

from django.utils.translation import override

from broadsheet.newsletters.composing import archive, mail, plain, slots
from broadsheet.newsletters.composing.parts import parts
from broadsheet.newsletters.composing.wording import around
from broadsheet.newsletters.models import Issue

FILLED = "x" * 150
"""What a slot is counted as: the addresses that fill them are about that long."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`html` and `text` have their slots unfilled (composing/slots.py); `page` is HTML for the archive's page and has
    none. `html_size` is the HTML in bytes, slots filled, as a mail program measures it before it cuts."""

    subject: str
    preheader: str
    html: str
    text: str
    page: str
    html_size: int


def compose(issue: Issue, *, desk: bool = False) -> Letter:
    """The mail of an issue as its body stands, each story, brief and picture judged now: what may not be public is
    left out. `desk` is for previews, which show it with the reason. The name in the issue's address must be set
    before, or the link to its page leads to its newsletter's."""
    with override(issue.newsletter.language):
        subject, preheader = _line(issue.subject), _line(issue.preheader)
        shown, frame = parts(issue, desk=desk), around(issue)
        html = mail.html(shown, frame, subject, preheader)
        return Letter(
            subject=subject,
            preheader=preheader,
            html=html,
            text=plain.text(shown, frame),
            page=archive.inside(shown, frame),
            html_size=size(html),
        )


def _line(words: str) -> str:
    """One line, fit for a header: no slot, no control character; marks of direction stay."""
    plain = (letter for letter in slots.without(words) if letter.isspace() or category(letter) != "Cc")
    return " ".join("".join(plain).split())


def size(html: str) -> int:
    """Bytes of a mail's HTML once its slots are filled."""
    return len(slots.PATTERN.sub(FILLED, html).encode())


def page(issue: Issue) -> str:
    """The inside of its page as it may be shown now: what was corrected since is corrected there, what was killed is
    gone. May be called while a plate is made; the caller asks the gate about the issue itself."""
    with override(issue.newsletter.language):
        return archive.inside(parts(issue, picks=False), around(issue))
