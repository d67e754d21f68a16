"""A password, then a second factor; where that leads, and in which language it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
from django.test import Client

from broadsheet.staff.tests.conftest import (
    CODE,
    PASSWORD,
    SIGN_IN,
    browser,
    code,
    kinds_of,
    sign_in,
    signed_in,
    with_app,
)


def test_a_password_signs_in_who_has_no_second_factor(ada: User) -> None:
    answer = sign_in(browser(), ada, next="/desk/pages/")
    assert (answer.status_code, answer["location"]) == (302, "/desk/pages/")


def test_a_wrong_password_is_told_in_one_sentence_that_does_not_say_which_was_wrong(ada: User) -> None:
    known = sign_in(browser(), ada, "tide").content.decode()
    unknown = browser().post(SIGN_IN, {"username": "nobody", "password": "tide"}).content.decode()
    for page in (known, unknown):
        assert "Name and password do not go together." in page


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/desk/", "/\\evil.example", "javascript:alert(1)", "/metrics"],
)
def test_a_sign_in_leads_nowhere_but_to_the_desk(ada: User, elsewhere: str) -> None:
    assert sign_in(browser(), ada, next=elsewhere)["location"] == "/desk/"


def test_who_has_an_app_is_asked_for_its_code(ebo: User) -> None:
    secret, client = with_app(ebo), browser()
    assert sign_in(client, ebo, next="/desk/pages/")["location"] == CODE
    assert client.get("/desk/")["location"].startswith(SIGN_IN)
    assert "not right" in client.post(CODE, {"code": "000000"}).content.decode()
    answer = client.post(CODE, {"code": f"{code(secret)[:3]} {code(secret)[3:]}"})
    assert answer["location"] == "/desk/pages/"
    assert client.get("/desk/").status_code == 200


def test_a_code_signs_in_once(ebo: User, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    secret, first, second = with_app(ebo), browser(), browser()
    sign_in(first, ebo)
    sign_in(second, ebo)
    shown = code(secret)
    assert first.post(CODE, {"code": shown}).status_code == 302
    assert second.post(CODE, {"code": shown}).status_code == 200


def test_a_recovery_code_signs_in_once(ebo: User) -> None:
    with_app(ebo)
    spare = RecoveryCodes.activate(ebo).generate_codes()[0]
    for status in (302, 200):
        client = browser()
        sign_in(client, ebo)
        assert client.post(CODE, {"code": spare}).status_code == status


def test_secrets_are_not_in_the_database_in_clear(ebo: User) -> None:
    secret = with_app(ebo)
    assert kinds_of(ebo) == {"totp"}
    stored = ebo.authenticator_set.get().data["secret"]
    assert secret not in stored


def test_who_turned_round_signs_in_as_somebody_else(ebo: User, ada: User) -> None:
    with_app(ebo)
    client = browser()
    sign_in(client, ebo)
    assert client.get(SIGN_IN)["location"] == CODE
    assert client.get(f"{SIGN_IN}?anew").status_code == 200
    assert sign_in(client, ada)["location"] == "/desk/"


# -- what may be needed


def test_who_may_publish_and_has_none_is_led_to_set_one_up(required: None, ebo: User) -> None:
    client = signed_in(ebo)
    for path in ("/desk/", "/desk/pages/", "/desk/account/", "/desk/log/"):
        assert client.get(path)["location"] == "/desk/login/factors/"
    assert client.post("/desk/pages/1/unpublish/").status_code == 403
    page = client.get("/desk/login/factors/").content.decode()
    assert "Set up a second factor" in page

    client.get("/desk/login/factors/app/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/desk/login/factors/app/", {"code": code(secret)})
    assert answer["location"] == "/desk/login/factors/codes/"
    assert client.get(answer["location"]).content.decode().count("<li><code>") == 10
    assert client.get("/desk/").status_code == 200


def test_who_only_writes_needs_none(required: None, ada: User) -> None:
    assert signed_in(ada).get("/desk/").status_code == 200


def test_nobody_needs_one_where_the_site_says_so(ebo: User) -> None:
    assert signed_in(ebo).get("/desk/").status_code == 200


def test_a_session_from_before_the_second_factor_signs_in_anew(required: None, ebo: User) -> None:
    client = signed_in(ebo)
    with_app(ebo)
    assert client.get("/desk/pages/")["location"] == "/desk/login/?next=%2Fdesk%2Fpages%2F"
    assert "_auth_user_id" not in client.session


def test_removing_the_last_one_leads_to_setting_one_up(required: None, ebo: User) -> None:
    secret, client = with_app(ebo), browser()
    sign_in(client, ebo)
    client.post(CODE, {"code": code(secret)})
    assert client.get("/desk/").status_code == 200
    client.post("/desk/login/factors/app/remove/")
    assert client.get("/desk/")["location"] == "/desk/login/factors/"


def test_what_one_signs_in_with_is_changed_by_who_has_just_shown_it_is_theirs(ebo: User, client: Client) -> None:
    client.force_login(ebo)
    for path in ("app/", "passkeys/add/", "codes/new/"):
        assert client.get(f"/desk/login/factors/{path}")["location"].startswith("/desk/login/again/")


# -- language, cookies, addresses


@pytest.mark.parametrize(
    ("asked", "words"), [("uk-UA,uk;q=0.9,en;q=0.5", 'lang="uk"'), ("en", 'lang="en"'), ("ka", 'lang="en"')]
)
def test_the_sign_in_speaks_the_browsers_language(asked: str, words: str) -> None:
    assert words in browser().get(SIGN_IN, headers={"accept-language": asked}).content.decode()


def test_no_cookie_goes_beyond_the_desk(ebo: User) -> None:
    secret, client = with_app(ebo), browser()
    answers = [client.get(SIGN_IN), sign_in(client, ebo), client.post(CODE, {"code": code(secret)})]
    cookies = [morsel for answer in answers for morsel in answer.cookies.values()]
    assert cookies
    assert {morsel["path"] for morsel in cookies} == {"/desk/"}


def test_passkeys_are_offered_where_a_browser_can_use_them() -> None:
    assert (
        "passkey-button" in browser().get(SIGN_IN, secure=True, headers={"host": "ledger.example"}).content.decode()
    )
    assert "passkey-button" not in browser().get(SIGN_IN, headers={"host": "127.0.0.1:8000"}).content.decode()


def test_what_one_signs_in_with_is_opened_by_the_password(ebo: User, client: Client) -> None:
    client.force_login(ebo)
    again = client.get("/desk/login/factors/app/")["location"]
    assert "This is not your password." in client.post(again, {"password": "tide"}).content.decode()
    assert client.post(again, {"password": PASSWORD})["location"] == "/desk/login/factors/app/"
    assert client.get("/desk/login/factors/app/").status_code == 200


def test_who_guesses_it_there_is_told_to_wait(ebo: User, client: Client) -> None:
    client.force_login(ebo)
    pages = [client.post("/desk/login/again/", {"password": "tide"}).content.decode() for _ in range(5)]
    assert "wait 15 minutes" in pages[-1]
    assert "wait 15 minutes" in client.post("/desk/login/again/", {"password": PASSWORD}).content.decode()


def test_a_session_from_before_sets_up_no_other_factor(ebo: User) -> None:
    client = signed_in(ebo)
    with_app(ebo)
    assert client.get("/desk/login/factors/passkeys/add/")["location"].startswith(f"{SIGN_IN}?next=")
    assert "_auth_user_id" not in client.session
