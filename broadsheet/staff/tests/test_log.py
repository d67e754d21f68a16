"""Who did what: found by person, kind and date, exported, and changed by nobody."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import ModelLogEntry, Page

from broadsheet.kit import clock
from broadsheet.staff import audit_view
from broadsheet.staff.tests.conftest import CODE, PASSWORD, browser, code, make, sign_in, signed_in, with_app


def shown(client: Client, **query: str) -> str:
    answer = client.get("/desk/log/", query)
    assert answer.status_code == 200
    return str(answer.content.decode().split("<tbody>")[-1])


def exported(client: Client, **query: str) -> list[dict[str, str]]:
    answer: Any = client.get("/desk/log/", {**query, "export": "csv"})
    assert answer["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))


@pytest.fixture
def chief(db: None) -> Client:
    user = User.objects.create_user("ilva")
    user.groups.add(Group.objects.get(name="Chief editor"))
    client = Client()
    client.force_login(user)
    return client


def test_signing_in_and_failing_to_are_in_it(chief: Client, ebo: User) -> None:
    secret, client = with_app(ebo), browser()
    sign_in(client, ebo, "tide")
    sign_in(client, ebo)
    client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": code(secret)})
    page = shown(chief)
    for words in (
        "A wrong password (Firefox, Linux)",
        "A wrong code at the sign-in (Firefox, Linux)",
        "Signed in with: authenticator app (Firefox, Linux)",
    ):
        assert words in page


def test_it_is_searched_by_person_kind_date_and_words(chief: Client, ada: User, ebo: User) -> None:
    for user in (ada, ebo):
        signed_in(user)
        sign_in(browser(), user, "tide")
    whole = exported(chief)
    assert {(row["action"], row["about"]) for row in whole} >= {
        ("staff.sign_in", "ada"),
        ("staff.sign_in", "ebo"),
        ("staff.sign_in_failed", "ada"),
        ("staff.sign_in_failed", "ebo"),
    }
    of_ada = exported(chief, user=str(ada.pk))
    assert {(row["action"], row["about"]) for row in of_ada} == {
        ("staff.sign_in", "ada"),
        ("staff.sign_in_failed", "ada"),
    }
    assert {row["action"] for row in exported(chief, kind="failed")} == {"staff.sign_in_failed"}
    assert {row["about"] for row in exported(chief, kind="sign_in", q="EBO")} == {"ebo"}
    tomorrow = (clock.wall() + timedelta(days=1)).date().isoformat()
    assert exported(chief, timestamp_from=tomorrow) == []
    assert len(exported(chief, timestamp_to=tomorrow)) >= 4


def test_publishing_is_in_it_beside_what_accounts_do(chief: Client, cleo: User) -> None:
    signed_in(cleo).post("/desk/pages/2/edit/", {})
    page = Page.objects.get(pk=2)
    page.save_revision(user=cleo).publish(user=cleo)
    assert [row["who"] for row in exported(chief, kind="publish")] == ["cleo"]


def test_an_export_is_in_it(chief: Client) -> None:
    exported(chief)
    assert "Exported the log of who did what" in shown(chief, kind="export")


def test_a_list_that_leaves_the_desk_is_in_it(chief: Client) -> None:
    assert chief.get("/desk/reports/site-history/?export=csv").status_code == 200
    assert "Exported a list: /desk/reports/site-history/" in shown(chief, kind="export")


def test_no_cell_is_a_formula() -> None:
    assert audit_view.harmless("=1+1") == "'=1+1"
    assert audit_view.harmless("The tide gate") == "The tide gate"
    assert audit_view.harmless("") == ""


def test_a_role_that_is_given_and_taken_is_in_it(chief: Client, cleo: User, ada: User) -> None:
    client = signed_in(cleo)
    editor, reporter = (Group.objects.get(name=name).pk for name in ("Editor", "Reporter"))
    account = {"username": "ada", "email": "ada@ledger.example", "first_name": "Ada", "last_name": "Moss"}
    answer = client.post(f"/desk/users/edit/{ada.pk}/", {**account, "is_active": "on", "groups": [editor]})
    assert answer.status_code == 302, answer.content.decode()
    page = shown(chief, kind="role")
    assert "Role given: Editor" in page
    assert "Role taken: Reporter" in page
    assert reporter not in ada.groups.values_list("pk", flat=True)


@pytest.mark.parametrize("name", ["ada", "ebo"])
def test_only_some_may_read_it(name: str, chief: Client) -> None:
    client = signed_in(make(name))
    for path in ("/desk/log/", "/desk/log/results/", "/desk/log/?export=csv"):
        assert client.get(path).status_code == 302
    assert "Who did what" not in client.get("/desk/").content.decode()


def test_nobody_changes_it_at_the_desk(cleo: User) -> None:
    client = signed_in(cleo)
    entry = ModelLogEntry.objects.get(action="staff.sign_in")
    for path in ("/desk/log/", f"/desk/log/{entry.pk}/", f"/desk/log/{entry.pk}/delete/", "/desk/log/results/"):
        assert client.post(path).status_code in (404, 405)
        assert client.delete(path).status_code in (404, 405)
    assert ModelLogEntry.objects.filter(pk=entry.pk).exists()


# -- accounts of administrators are theirs


def test_a_chief_editor_changes_accounts_but_no_administrators(chief: Client, cleo: User, ada: User) -> None:
    assert chief.get(f"/desk/users/edit/{ada.pk}/").status_code == 200
    for path in (f"/desk/users/edit/{cleo.pk}/", f"/desk/users/delete/{cleo.pk}/"):
        assert chief.get(path).status_code == 302
        assert chief.post(path, {"username": "cleo", "password1": "x"}).status_code == 302
    many = f"/desk/bulk/auth/user/set_active_state/?id={cleo.pk}&next=/desk/"
    chief.post(many, {"mark_as_active": "False"})
    cleo.refresh_from_db()
    assert cleo.is_active
    assert cleo.username == "cleo"


def test_a_chief_editor_makes_no_administrator(chief: Client, ada: User, cleo: User) -> None:
    sent = {"email": "ada@ledger.example", "first_name": "Ada", "last_name": "Moss", "is_active": "on"}
    sent |= {"is_superuser": "on", "groups": [Group.objects.get(name="Reporter").pk]}
    assert chief.post(f"/desk/users/edit/{ada.pk}/", {**sent, "username": "ada"}).status_code == 302
    new = {**sent, "username": "new", "password1": PASSWORD, "password2": PASSWORD}
    assert chief.post("/desk/users/new/", new).status_code == 302
    assert list(User.objects.filter(is_superuser=True)) == [cleo]

    client = signed_in(cleo)  # an administrator does
    assert client.post(f"/desk/users/edit/{ada.pk}/", {**sent, "username": "ada"}).status_code == 302
    assert set(User.objects.filter(is_superuser=True)) == {cleo, ada}
