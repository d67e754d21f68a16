"""A new password by mail: few to one address, few from one place, and nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from broadsheet.kit import clock
from broadsheet.staff import mailing, resetting
from broadsheet.staff.models import AskedForPassword
from broadsheet.staff.tests.conftest import browser, make, signed_in

FORM = "/desk/password_reset/"
Sent = list[tuple[str, str]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """(address, text) of what the worker has sent."""
    out: Sent = []

    def post(address: str, subject: str, text: str, language: str, expires: datetime) -> None:
        assert expires - clock.wall() <= timedelta(hours=1)
        out.append((address, text))

    monkeypatch.setattr(mailing, "_post", [post])
    return out


def ask(address: str, client: Client | None = None, place: str = "203.0.113.9") -> Any:
    return (client or browser()).post(FORM, {"email": address}, REMOTE_ADDR=place)


def test_the_link_in_the_mail_makes_a_new_password_and_ends_sessions(ada: User, sent: Sent) -> None:
    elsewhere = signed_in(ada)
    assert ask("ada@ledger.example").status_code == 302
    assert (sent, mail.outbox) == ([], [])  # nothing is sent while somebody waits for the answer
    resetting.attend()
    ((address, text),) = sent
    assert address == "ada@ledger.example"
    client = browser()
    link = re.search(r"https://ledger\.example(/desk/password_reset/confirm/\S+)", text)
    assert link is not None
    form = client.get(link[1], follow=True).request["PATH_INFO"]
    new = "a quay by night 44"
    client.post(form, {"new_password1": new, "new_password2": new})
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert elsewhere.get("/desk/").status_code == 302
    assert ModelLogEntry.objects.filter(action="staff.password_asked", object_id=str(ada.pk)).exists()
    assert client.get(link[1], follow=True).status_code == 200
    assert "new_password1" not in client.get(link[1], follow=True).content.decode()


def test_the_same_is_said_and_done_for_an_address_that_nobody_has(ada: User, sent: Sent) -> None:
    User.objects.filter(pk=make("ebo").pk).update(is_active=False)
    told, asked = [], []
    for address in ("ada@ledger.example", "nobody@ledger.example", "ebo@ledger.example"):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(address)
        told.append((answer.status_code, answer.headers["Location"], sorted(answer.cookies)))
        asked.append([re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in queries])
    assert told[0] == told[1] == told[2]
    assert asked[0] == asked[1] == asked[2]
    resetting.attend()
    assert [address for address, _ in sent] == ["ada@ledger.example"]


def test_one_address_gets_three_an_hour_whoever_asks(ada: User, sent: Sent) -> None:
    answers = [ask("ada@ledger.example", place=f"203.0.113.{n}").status_code for n in range(6)]
    resetting.attend()
    assert (answers, len(sent)) == ([302] * 6, 3)
    AskedForPassword.objects.update(at=clock.wall() - timedelta(hours=2))
    ask("ADA@ledger.example")
    resetting.attend()
    assert len(sent) == 4


def test_from_one_place_ten_an_hour_are_taken(sent: Sent) -> None:
    answers = [ask(f"somebody{n}@ledger.example").status_code for n in range(12)]
    assert answers == [302] * 10 + [429] * 2
    assert ask("x@ledger.example", place="203.0.113.10").status_code == 302
    assert "in an hour" in ask("somebody@ledger.example").content.decode()


def test_no_address_is_kept_once_the_worker_has_seen_to_it(ada: User, sent: Sent) -> None:
    ask("ada@ledger.example")
    ask("nobody@ledger.example")
    resetting.attend()
    assert not AskedForPassword.objects.exclude(address="").exists()
    assert "ledger" not in str(list(AskedForPassword.objects.values()))
