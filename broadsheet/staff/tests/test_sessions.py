"""Where somebody is signed in: listed, and ended by them, by an administrator, and by what changes their account."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import ModelLogEntry

from broadsheet.staff import sessions
from broadsheet.staff.models import SignedIn
from broadsheet.staff.tests.conftest import PASSWORD, browser, kinds_of, sign_in, signed_in, with_app

TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_ones_own_are_listed_and_ended(ada: User) -> None:
    here, there = signed_in(ada), browser(TELEPHONE)
    sign_in(there, ada)
    page = here.get("/desk/sessions/").content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page
    other = SignedIn.objects.get(device="Safari, iPhone")
    here.post("/desk/sessions/", {"session": other.pk})
    assert is_in(here)
    assert not is_in(there)
    assert ModelLogEntry.objects.get(action="staff.session_ended").user == ada


def test_all_others_are_ended_at_once(ada: User) -> None:
    here, *others = (signed_in(ada) for _ in range(3))
    here.post("/desk/sessions/")
    assert [is_in(client) for client in (here, *others)] == [True, False, False]


def test_nobody_ends_what_is_not_theirs(ada: User, ebo: User) -> None:
    mine, theirs = signed_in(ada), signed_in(ebo)
    mine.post("/desk/sessions/", {"session": SignedIn.objects.get(user=ebo).pk})
    assert is_in(theirs)
    for path in ("/desk/sessions/all/", f"/desk/sessions/of/{ebo.pk}/"):
        assert mine.get(path).status_code == 302
        mine.post(path)
    assert is_in(theirs)


def test_an_administrator_sees_and_ends_everybodys(cleo: User, ada: User, ebo: User) -> None:
    here, first, second = signed_in(cleo), signed_in(ada), signed_in(ebo)
    page = here.get("/desk/sessions/all/").content.decode()
    assert all(f">{name}</a>" in page for name in ("ada", "ebo", "cleo"))
    here.post("/desk/sessions/all/", {"session": SignedIn.objects.get(user=ada).pk})
    assert (is_in(first), is_in(second)) == (False, True)
    here.post(f"/desk/sessions/of/{ebo.pk}/")
    assert (is_in(here), is_in(second)) == (True, False)


def test_an_administrator_resets_the_factors_of_who_lost_a_device(cleo: User, ebo: User) -> None:
    elsewhere = signed_in(ebo)
    with_app(ebo)
    signed_in(cleo).post(f"/desk/sessions/of/{ebo.pk}/", {"verb": "reset"})
    assert kinds_of(ebo) == set()
    assert not is_in(elsewhere)
    assert ModelLogEntry.objects.get(action="staff.factor_reset").user == cleo


def test_a_changed_password_ends_other_sessions(ada: User) -> None:
    here, there = signed_in(ada), signed_in(ada)
    account = {
        "name_email-first_name": "Ada",
        "name_email-last_name": "Moss",
        "name_email-email": "ada@ledger.example",
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "password-old_password": PASSWORD,
        "password-new_password1": "the tide gate of 1911",
        "password-new_password2": "the tide gate of 1911",
    }
    answer = here.post("/desk/account/", account)
    assert answer.status_code == 302, answer.content.decode()
    assert (is_in(here), is_in(there)) == (True, False)
    assert ModelLogEntry.objects.filter(action="staff.password").exists()
    assert "here" in here.get("/desk/sessions/").content.decode()


def test_a_changed_role_ends_sessions(ada: User) -> None:
    client = signed_in(ada)
    ada.groups.add(Group.objects.get(name="Editor"))
    assert not is_in(client)


def test_signing_out_takes_it_off_the_list(ada: User) -> None:
    client = signed_in(ada)
    client.post("/desk/logout/")
    assert not SignedIn.objects.exists()
    assert ModelLogEntry.objects.filter(action="staff.sign_out", user=ada).exists()


@pytest.mark.parametrize(("kept", "address"), [("none", ""), ("network", "192.0.2.0/24"), ("full", "192.0.2.7")])
def test_as_much_of_an_address_is_kept_as_the_operator_allows(
    ada: User, settings: Any, kept: str, address: str
) -> None:
    settings.KEPT_ADDRESSES = kept
    browser().post("/desk/login/", {"username": "ada", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert SignedIn.objects.get().address == address
    entry = ModelLogEntry.objects.get(action="staff.sign_in")
    assert entry.data.get("address", "") == address


def test_reading_at_the_desk_writes_once_a_minute(ada: User) -> None:
    client = signed_in(ada)
    client.get("/desk/sessions/")
    was = SignedIn.objects.get().seen
    client.get("/desk/sessions/")
    assert SignedIn.objects.get().seen == was


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (TELEPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_browser_is_known_by_its_words(agent: str, name: str) -> None:
    assert sessions.named(agent) == name
