"""What holds machines off the sign-up form, and what comes to who is named in it: limits, a trap, a puzzle."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters import tokens
from broadsheet.newsletters.models import Attempt, ConsentRecord, Newsletter, Note, SignUp, Subscription
from broadsheet.newsletters.signup import limits, puzzles
from broadsheet.newsletters.signup.attending import tidy
from broadsheet.newsletters.tests.issues import make_newsletter
from broadsheet.newsletters.tests.readers import CLICK, FRAGMENT, THANKS, mails, path_in, reader, said, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


def test_a_filled_trap_is_thanked_and_forgotten(client: Client, tide: Newsletter) -> None:
    assert THANKS in said(sign_up(client, tide, leave_empty="https://pills.example"))
    assert not SignUp.objects.exists()


def test_another_sites_form_is_refused(client: Client, tide: Newsletter) -> None:
    data = {"newsletter": tide.slug, "email": "ada@post.example"}
    for headers in ({"origin": "https://other.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/newsletters/subscribe/", data, headers=headers).status_code == 403
    assert (
        client.post("/newsletters/subscribe/", data, headers={"origin": "https://ledger.example"}).status_code == 200
    )
    assert SignUp.objects.count() == 1


def test_an_address_gets_three_mails_an_hour_however_many_forms_name_it(client: Client, tide: Newsletter) -> None:
    for n in range(6):
        answer = client.post(
            "/newsletters/subscribe/",
            {"newsletter": tide.slug, "email": "ada@post.example"},
            REMOTE_ADDR=f"203.0.{n}.9",
        )
        assert THANKS in said(answer)
    assert len(mails()) == limits.MAILS_TO_ONE_ADDRESS


def _later(minutes: int) -> None:
    """The worker tidies so much later."""
    now = clock.wall() + timedelta(minutes=minutes)
    with mock.patch.object(clock, "wall", return_value=now):
        tidy(now)


def test_who_asked_for_more_than_an_hour_gives_is_mailed_once_for_all_of_it_after_it(
    client: Client, tide: Newsletter
) -> None:
    court = make_newsletter(name="Court Notes", slug="court")
    sport = make_newsletter(name="On the Quay", slug="quay")
    for wanted in (tide, tide, tide, court, sport):
        sign_up(client, wanted)
    first = mails()[0]
    client.post(path_in(first), headers=CLICK)
    _later(10)
    assert len(mails("confirmation")) == 3
    for minutes in (61, 71):
        _later(minutes)
    assert len(mails("confirmation")) == 4
    last = mails("confirmation")[-1]
    assert "Court Notes" in last.text
    assert "On the Quay" in last.text
    assert "The Morning Tide" not in last.text
    with mock.patch.object(clock, "wall", return_value=clock.wall() + timedelta(minutes=75)):
        client.post(path_in(last), headers=CLICK)
    assert Subscription.objects.filter(state="confirmed").count() == 3
    record = ConsentRecord.objects.filter(event="confirmed", newsletter=court).get()
    assert record.wording is not None
    assert "Court Notes" in record.wording.text


def test_who_got_all_of_it_is_not_mailed_once_more(client: Client, tide: Newsletter) -> None:
    for _ in range(5):
        sign_up(client, tide)
    client.post(path_in(mails()[0]), headers=CLICK)
    _later(61)
    assert len(mails("confirmation")) == 3
    assert mails("already") == []


def test_forms_in_somebodys_name_do_not_keep_their_link_from_them(client: Client, tide: Newsletter) -> None:
    reader(tide)
    for _ in range(5):
        sign_up(client, tide)
    client.post("/newsletters/preferences/", {"email": "ada@post.example"})
    assert len(mails("link")) == 1


def test_many_from_one_place_are_stopped_and_nothing_tells_the_place(client: Client, tide: Newsletter) -> None:
    for n in range(limits.FREE["signup.host"] // 2):
        assert sign_up(client, tide, email=f"a{n}@post.example").status_code == 200
    answer = sign_up(client, tide, email="ada@post.example")
    assert answer.status_code == 429
    assert '<p class="error" tabindex="-1" autofocus>' in said(answer)
    assert "JavaScript" in said(answer)
    assert 'value="ada@post.example"' in said(answer)
    assert not Attempt.objects.filter(key__contains="127").exists()
    assert not Note.objects.exists()


# -- the puzzle


def _solution(client: Client, **changed: Any) -> str:
    """What a browser sends: found as the script finds it."""
    puzzle = client.get("/newsletters/subscribe/?puzzle").json()
    numbers = range(puzzle["maxnumber"] + 1)
    number = next(n for n in numbers if sha256(f"{puzzle['salt']}{n}".encode()).hexdigest() == puzzle["challenge"])
    return b64encode(json.dumps({**puzzle, "number": number, **changed}).encode()).decode()


@pytest.fixture
def many(client: Client, tide: Newsletter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough sign-ups from here, and puzzles that are soon solved."""
    monkeypatch.setattr(puzzles, "HARDEST", 500)
    for n in range(limits.FREE["signup.host"] // 2):
        sign_up(client, tide, email=f"a{n}@post.example")


def test_a_browser_that_solves_the_puzzle_may_pass_once(client: Client, tide: Newsletter, many: None) -> None:
    data = {"newsletter": tide.slug, "email": "ada@post.example"}
    assert client.post("/newsletters/subscribe/", data, headers=FRAGMENT)["X-Puzzle"] == "1"
    solution = _solution(client)
    assert sign_up(client, tide, altcha=solution).status_code == 200
    again = client.post("/newsletters/subscribe/", {**data, "altcha": solution}, headers=FRAGMENT)
    assert again.status_code == 429
    assert "X-Puzzle" not in again


@pytest.mark.parametrize(
    "changed",
    [
        {"number": -1},
        {"salt": "x?expires=99999999999&"},
        {"signature": "0" * 64},
        {"algorithm": "SHA-1"},
        {"number": "1"},
    ],
)
def test_a_wrong_or_forged_solution_is_none(
    client: Client, tide: Newsletter, many: None, changed: dict[str, Any]
) -> None:
    assert sign_up(client, tide, altcha=_solution(client, **changed)).status_code == 429


@pytest.mark.parametrize("rubbish", ["x", "e30=", "W10=", "bnVsbA==", "A" * 5000, "é", "Ww==" * 400])
def test_rubbish_for_a_solution_is_none(client: Client, tide: Newsletter, many: None, rubbish: str) -> None:
    assert sign_up(client, tide, altcha=rubbish).status_code == 429


def test_a_form_that_says_when_it_was_shown_is_believed_more(client: Client, tide: Newsletter, many: None) -> None:
    shown = tokens.form_time(clock.wall() - timedelta(seconds=20))
    assert sign_up(client, tide, shown=shown).status_code == 200
    assert sign_up(client, tide, shown=tokens.form_time(clock.wall())).status_code == 429
