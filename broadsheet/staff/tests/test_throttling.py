"""Sign-ins that go wrong are counted by name and address, in the database, and refused after a while."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import RequestFactory
from wagtail.models import ModelLogEntry

from broadsheet.staff import throttle
from broadsheet.staff.tests.conftest import CODE, PASSWORD, SIGN_IN, browser, code, sign_in, with_app

TOLD = "Too many sign-ins went wrong: wait 15 minutes, or sign in with a passkey if you have one."


def attempt(name: str, password: str, address: str) -> tuple[int, str]:
    answer = browser().post(SIGN_IN, {"username": name, "password": password}, REMOTE_ADDR=address)
    return answer.status_code, answer.content.decode()


def test_a_name_from_one_address_is_refused_after_five(ada: User) -> None:
    for _ in range(4):
        assert attempt("ada", "tide", "192.0.2.7")[0] == 200
    assert attempt("ada", "tide", "192.0.2.7")[0] == 429
    status, page = attempt("ada", PASSWORD, "192.0.2.7")
    assert status == 429
    assert TOLD in page


def test_others_go_on_meanwhile(ada: User, ebo: User) -> None:
    for _ in range(5):
        attempt("ada", "tide", "192.0.2.7")
    assert attempt("ebo", PASSWORD, "192.0.2.7")[0] == 302
    assert attempt("ada", PASSWORD, "198.51.100.4")[0] == 302


def test_an_address_that_tries_many_names_is_refused(ada: User) -> None:
    for number in range(throttle.LIMITS[1]):
        attempt(f"name{number}", "tide", "192.0.2.7")
    assert attempt("ada", PASSWORD, "192.0.2.7")[0] == 429


def test_a_name_that_is_tried_from_many_addresses_is_refused(ada: User) -> None:
    for number in range(throttle.LIMITS[2]):
        attempt("ada", "tide", f"192.0.2.{number}")
    assert attempt("ada", PASSWORD, "198.51.100.4")[0] == 429


def test_who_signs_in_does_not_clear_what_others_of_the_address_did(ada: User) -> None:
    for number in range(throttle.LIMITS[1] - 1):
        attempt(f"name{number}", "tide", "192.0.2.7")
    assert attempt("ada", PASSWORD, "192.0.2.7")[0] == 302
    attempt("nobody", "tide", "192.0.2.7")
    assert attempt("ada", PASSWORD, "192.0.2.7")[0] == 429


def test_wrong_codes_count_like_wrong_passwords(ebo: User) -> None:
    secret, client = with_app(ebo), browser()
    sign_in(client, ebo)
    statuses = [client.post(CODE, {"code": "000000"}).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]
    answer = client.post(CODE, {"code": code(secret)})
    assert answer.status_code == 429
    assert TOLD in answer.content.decode()


def test_nothing_of_what_was_typed_is_kept(ada: User) -> None:
    attempt("my secret password", "tide", "192.0.2.7")
    row = AccessAttempt.objects.get()
    assert "secret" not in f"{row.username}{row.get_data}{row.post_data}"
    entry = ModelLogEntry.objects.get(action="staff.sign_in_failed")
    assert "secret" not in f"{entry.label}{entry.data}"


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", "::"),
        ("a socket", "::"),
    ],
)
def test_an_address_is_one_client(told: str, counted: str) -> None:
    assert throttle.address(RequestFactory().get("/", REMOTE_ADDR=told)) == counted
