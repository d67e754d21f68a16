"""Nobody learns from an answer who has an account at the desk, or who gets which newsletter."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from broadsheet.newsletters.models import Subscriber
from broadsheet.newsletters.signup import attending
from broadsheet.newsletters.tests.issue_desk import readers
from broadsheet.newsletters.tests.issues import make_issue

pytestmark = pytest.mark.django_db
GUESS = "the tide gate of 1911"
OURS = re.compile(
    r'(csrfmiddlewaretoken" value|value|for|id|name="shown" value)="[^"]*"|[0-9a-f]{16,}|[\w.+-]+@[\w.-]+'
)
"""What differs from answer to answer whoever asks: marks, instants, and what was typed."""


def answered(address: str, sent: dict[str, str], place: int) -> tuple[Any, ...]:
    """Everything that one can see of an answer, and the work behind it, with what was typed left out."""
    client = Client(REMOTE_ADDR=f"203.0.113.{place}")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address, sent)
    left_out = ("Content-Length", "Date", "Expires")
    headers = {name: value for name, value in answer.headers.items() if name not in left_out}
    words = OURS.sub("", answer.content.decode())
    return answer.status_code, headers, sorted(answer.cookies), words, len(queries)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that a password is hashed, which is what takes time at a sign-in."""
    done: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counting(self: Any, password: str, *rest: Any, **more: Any) -> str:
        done.append(password)
        return str(encode(self, password, *rest, **more))

    monkeypatch.setattr(hasher, "encode", counting)
    return done


def test_a_sign_in_says_the_same_of_a_name_that_nobody_has(hashed: list[str]) -> None:
    User.objects.create_user("ada", "ada@ledger.example", GUESS)
    User.objects.create_user("gone", "gone@ledger.example", GUESS, is_active=False)
    User.objects.create_user("passkey", "key@ledger.example")
    told, work = [], []
    for place, (name, password) in enumerate([("ada", "no"), ("nobody", "no"), ("gone", GUESS), ("passkey", "no")]):
        cache.clear()
        hashed.clear()
        told.append(answered("/desk/login/", {"username": name, "password": password}, place)[:4])
        work.append(len(hashed))
    assert told[1:] == told[:1] * 3
    assert work == [1, 1, 1, 1]


@pytest.fixture
def reader(db: None) -> Subscriber:
    issue = make_issue()
    (subscription,) = readers(issue, 1)
    return subscription.subscriber


def test_a_sign_up_and_a_wish_for_a_link_say_the_same_of_every_address(reader: Subscriber) -> None:
    letter = reader.subscriptions.get().newsletter
    for address, more in (
        ("/newsletters/subscribe/", {"newsletter": letter.slug, "form": "letters"}),
        ("/newsletters/preferences/", {}),
    ):
        answered(address, {"email": "first@mirna.example", **more}, 9)  # fills what is remembered
        told = [
            answered(address, {"email": each, **more}, n)
            for n, each in enumerate((reader.address, "x@mirna.example"))
        ]
        assert told[0] == told[1], address
        attending.attend()


def test_a_code_and_a_link_that_were_never_given_say_the_same_as_old_ones(reader: Subscriber) -> None:
    letter = reader.subscriptions.get().newsletter
    sent = {"newsletter": letter.slug, "form": "letters", "code": "123456"}
    told = [
        answered("/newsletters/subscribe/", {"email": each, **sent}, 9)
        for each in (reader.address, "x@mirna.example")
    ]
    assert told[0][:4] == told[1][:4]
    client = Client()
    for path in ("confirm", "unsubscribe", "preferences"):
        answers = [client.get(f"/newsletters/{path}/{token}/") for token in ("x", "MQ:abc:def", "1")]
        assert len({(each.status_code, OURS.sub("", each.content.decode())) for each in answers}) == 1, path
