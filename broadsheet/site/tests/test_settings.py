"""What the settings promise: where cookies go, what the desk asks outside, what Django is handed."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from broadsheet.site.urls import dynamic_prefixes


def test_django_finds_nothing_wrong() -> None:
    call_command("check", fail_level="WARNING")


def test_the_server_hands_these_prefixes_to_django() -> None:
    assert {"/desk/", "/healthz", "/static/"} <= set(dynamic_prefixes())
    assert "/" not in dynamic_prefixes()


@pytest.mark.django_db
def test_the_desk_asks_who_you_are(client: Client) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/")
