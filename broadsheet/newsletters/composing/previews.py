"""An issue as mail programs show it, for the desk."""

from __future__ import annotations

from copy import copy

from django.http import HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.kit import clock, languages, policy
from broadsheet.newsletters import pages
from broadsheet.newsletters.composing import archive, previewing, slots
from broadsheet.newsletters.composing.letters import Letter, compose
from broadsheet.newsletters.composing.parts import parts
from broadsheet.newsletters.composing.wording import around
from broadsheet.newsletters.models import Issue
from broadsheet.sections.previews import ROBOTS

_SCHEME = "(prefers-color-scheme: dark)"


def shown(issue: Issue, mode: str) -> HttpResponse:
    """A preview; what may not be public yet is in it, with the reason."""
    if issue.newsletter_id is None:
        return HttpResponse(_("Choose a newsletter first."), headers={"X-Robots-Tag": ROBOTS})
    page = mode == previewing.PAGE
    headers = {"X-Robots-Tag": ROBOTS, "Cache-Control": "no-store"}
    headers["Content-Security-Policy"] = policy.PREVIEW if page else policy.MAIL
    return HttpResponse(_page(issue) if page else _mail(issue, mode), headers=headers)


def _mail(issue: Issue, mode: str) -> str:
    letter = compose(issue, desk=True)
    return _text(letter, issue) if mode == previewing.TEXT else html(letter, dark=mode == previewing.DARK)


def _page(issue: Issue) -> bytes:
    """Its page in the archive, as if it went out now."""
    shown = copy(issue)
    shown.begun_at = shown.begun_at or shown.send_at or clock.now()
    with override(issue.newsletter.language):
        inside = archive.inside(parts(shown, desk=True, picks=False), around(shown))
        return pages.issue(issue.newsletter, shown, inside, None)


def html(letter: Letter, *, dark: bool) -> str:
    """The mail in one of its two schemes, whatever the desk's own browser prefers; links that are each reader's own
    lead nowhere here."""
    chosen = letter.html.replace(_SCHEME, "all" if dark else "not all")
    if dark:
        chosen = chosen.replace("color-scheme: light dark", "color-scheme: dark")
    else:
        chosen = chosen.replace("color-scheme: light dark", "color-scheme: light")
    return slots.PATTERN.sub("#", chosen)


def _text(letter: Letter, issue: Issue) -> str:
    language = issue.newsletter.language
    words = escape(slots.PATTERN.sub(lambda slot: _OWN[slot[1]](), letter.text))
    head = _("Subject:") + " " + letter.subject
    return (
        f'<!doctype html><html lang="{language}" dir="{languages.direction(language)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light">'
        f"<title>{escape(head)}</title>"
        f'<pre style="font:15px/1.4 monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:16px">{words}</pre>'
    )


_OWN = {
    slots.ADDRESS: lambda: _("(the reader's address)"),
    slots.UNSUBSCRIBE: lambda: _("(the reader's own link to unsubscribe)"),
    slots.PREFERENCES: lambda: _("(the reader's own link to what they get)"),
}

previewing.register(shown)
