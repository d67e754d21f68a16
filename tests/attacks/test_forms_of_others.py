"""A form on somebody else's page cannot act for who is signed in (CSRF)."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.attacks.routes import walk

OPEN = {
    "newsletters/subscribe/": "forms are in pressed pages, the same for everybody: nobody is signed in there",
    "newsletters/unsubscribe/<str:token>/": "mail programs press it (RFC 8058); the token is the right",
    "newsletters/confirm/<str:token>/": "the token is the right",
    "newsletters/preferences/": "nobody is signed in there",
    "newsletters/preferences/<str:token>/": "the token is the right",
    "newsletters/preferences/export/<str:token>/": "the token is the right",
    "newsletters/preferences/erase/<str:token>/": "the token is the right",
    "newsletters/preferences/move/<str:token>/": "the token is the right",
}
"""The only ones that take a form without our mark, and why."""


@pytest.mark.django_db
def test_every_form_is_refused_without_our_mark() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root", "root@ledger.example"))
    client.get("/desk/")
    taken = set()
    for route in walk():
        exempt, below = getattr(route.view, "csrf_exempt", False), route.pattern.startswith("desk/")
        if exempt and not below:
            taken.add(route.pattern.removeprefix("de/"))
        elif "wagtail_serve" not in str(route) and not route.pattern.startswith("^("):
            answer = client.post(route.url(), {"a": "b"})
            # Wagtail's own API is exempt from Django's way and has one of its own; most of it takes no form at all.
            assert answer.status_code in ((403, 405) if exempt else (403,)), route
            assert exempt or b"This form was not taken" in answer.content, route
    assert taken <= set(OPEN)
