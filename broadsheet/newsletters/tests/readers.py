"""Readers for the tests: who gets what, and the mails that wait for them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from broadsheet.newsletters import lists
from broadsheet.newsletters.addresses import normalise
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.models import Newsletter, Note, Subscription
from broadsheet.newsletters.signup.attending import attend

CLICK = {"sec-fetch-user": "?1", "sec-fetch-site": "same-origin"}
"""What a browser adds to a form that somebody sent with a click."""
FRAGMENT = {"accept": "text/x-fragment"}
THANKS = "Thank you for signing up for this newsletter. We&#x27;ve sent you a confirmation email."


def reader(newsletter: Newsletter, address: str = "ada@post.example") -> Subscription:
    """Somebody who gets it."""
    return lists.add(normalise(address), newsletter, newsletter.language, Proof("the tests"))


def sign_up(client: Client, *letters: Newsletter, email: str = "ada@post.example", **more: Any) -> Any:
    """Sends the form, as the page without JavaScript does."""
    slugs = [each.slug for each in letters]
    url = "/de/newsletters/subscribe/" if letters and letters[0].language == "de" else "/newsletters/subscribe/"
    return client.post(url, {"form": "letter", "newsletter": slugs, "email": email, **more})


def said(answer: Any) -> str:
    """The page as one line."""
    return " ".join(answer.content.decode().split())


def mails(kind: str = "") -> list[Note]:
    """What the worker will send, the oldest first; sign-ups that wait are attended to before."""
    while attend():
        pass
    return list(Note.objects.filter(**({"kind": kind} if kind else {})).order_by("pk"))


def path_in(note: Note) -> str:
    """The path that the mail's button leads to."""
    found = re.search(r"https://ledger\.example(/\S+)", note.text)
    assert found is not None
    return found[1]


def code_in(note: Note) -> str:
    found = re.search(r"^\d{6}$", note.text, re.MULTILINE)
    assert found is not None
    return found[0]
