"""Whether a person pressed a button, or a machine that looks behind links in mails.

Scanners of mail open every link (GET, HEAD), and some send the forms that they find by script. GET and HEAD change
nothing anywhere. A form counts at once when the browser says that a click or a key sent it (`Sec-Fetch-User: ?1`,
which no script of a page can add). WebKit, and so every browser of an iPhone, never says it, and none does on a site
without HTTPS: there the page's own script adds `HAND` to a form whose button it saw pressed by an event that the
browser trusts, which no other script can make (static/newsletters/hand.js). Without scripts as well, the page comes
back with the button and says why, and the second press counts if it was not sent within a moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters import tokens
from broadsheet.newsletters.signup.answers import Button

A_MOMENT = timedelta(seconds=2)  # tokens have whole seconds, so one of them is the least that passes
AN_HOUR = timedelta(hours=1)
AGAIN = "again"
"""The field of the second button: when the first one was pressed, signed."""
HAND = "hand"
"""The field that the page's script adds to what was pressed by hand."""


def pressed_by_a_person(request: HttpRequest, now: datetime) -> bool:
    if request.headers.get("Sec-Fetch-User") == "?1":
        return True
    if request.POST.get(HAND) == "1" and not from_elsewhere(request):
        return True
    first = tokens.read_pressed(request.POST.get(AGAIN, ""))
    return first is not None and A_MOMENT <= now - first <= AN_HOUR


def once(request: HttpRequest, words: str, fields: Iterable[tuple[str, str]] = ()) -> Button:
    """The button. After a press that could be a machine's it comes back with when that was, and says why."""
    if request.method != "POST":
        return Button(words, request.path, list(fields))
    why = _(
        "Programs that check mails press buttons as well, and your browser does not tell us that it was you. Please "
        "wait for two seconds and press it once more."
    )
    return Button(words, request.path, [(AGAIN, tokens.pressed(clock.wall())), *fields], why=why)


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this form. A page that tells nobody where it is says `null`."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "same-site", "none"}:
        return True
    origin = request.headers.get("Origin", "null")
    ours = {urlsplit(settings.PAPER_BASE_URL).netloc, request.get_host()}
    return origin != "null" and urlsplit(origin).netloc not in ours
