"""Whether a person pressed a button, or a machine that looks behind links in mails.

Scanners of mail open every link (GET, HEAD), and some send the forms that they find by script. GET and HEAD change
nothing anywhere. A form counts at once when the browser says that a click or a key sent it (`Sec-Fetch-User: ?1`,
which no script of a page can add). Where it does not say so, because it is too old, or on a site without HTTPS, the
page comes back with the button once more, and the second press counts if it was not sent within a moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from broadsheet.newsletters import tokens

A_MOMENT = timedelta(seconds=2)  # tokens have whole seconds, so one of them is the least that passes
AN_HOUR = timedelta(hours=1)
AGAIN = "again"
"""The field of the second button: when the first one was pressed, signed."""


def pressed_by_a_person(request: HttpRequest, now: datetime) -> bool:
    if request.headers.get("Sec-Fetch-User") == "?1":
        return True
    first = tokens.read_pressed(request.POST.get(AGAIN, ""))
    return first is not None and A_MOMENT <= now - first <= AN_HOUR


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this form. A page that tells nobody where it is says `null`."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "same-site", "none"}:
        return True
    origin = request.headers.get("Origin", "null")
    ours = {urlsplit(settings.PAPER_BASE_URL).netloc, request.get_host()}
    return origin != "null" and urlsplit(origin).netloc not in ours
