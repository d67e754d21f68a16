"""An issue as a mail: HTML, plain text, and the inside of its page in the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category

from django.utils.translation import override

from broadsheet.newsletters.composing import archive, mail, plain, slots
from broadsheet.newsletters.composing.parts import Part, Picks, Picture, Story, Told, parts
from broadsheet.newsletters.composing.wording import around
from broadsheet.newsletters.models import Issue

FILLED = "x" * 150
"""What a slot is counted as: the addresses that fill them are about that long."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`html` and `text` have their slots unfilled (composing/slots.py); `page` is HTML for the archive's page and has
    none. `html_size` is the HTML in bytes, slots filled, as a mail program measures it before it cuts. `carries` are
    the keys of all that it tells of, and the paths of the pictures that it shows: {"stories": […], "briefs": […],
    "pictures": […]}."""

    subject: str
    preheader: str
    html: str
    text: str
    page: str
    html_size: int
    carries: dict[str, list[Any]] = field(default_factory=dict)


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
            carries=carried_in(shown),
        )


def carried_in(shown: Iterable[Part]) -> dict[str, list[Any]]:
    """Each key once; the Editors' Picks of this moment are stories too."""
    stories: list[int] = []
    briefs: list[int] = []
    pictures: list[str] = []
    for part in shown:
        match part:
            case Story():
                stories.append(part.key)
                pictures += [part.picture.url] if part.picture else []
            case Picture():
                pictures.append(part.figure.url)
            case Told():
                briefs.append(part.key)
            case Picks():
                stories += part.keys
    found: dict[str, list[Any]] = {"stories": stories, "briefs": briefs, "pictures": pictures}
    return {name: list(dict.fromkeys(each)) for name, each in found.items()}


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
