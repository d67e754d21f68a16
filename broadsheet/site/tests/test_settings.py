"""What the settings promise: where cookies go, what the desk asks outside, what Django is handed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from broadsheet.site.database import database, sqlite
from broadsheet.site.mail import mail
from broadsheet.site.middleware import DatabaseTrouble
from broadsheet.site.staff import NotCreated, create
from broadsheet.site.urls import dynamic_prefixes

LOADED_FROM_OUTSIDE = re.compile(r"<(?:script|img|link|iframe)\b[^>]*https?://[^>]*>")
PASSWORD = "the tide gate of 1911"


@pytest.fixture
def alice(db: None) -> User:
    return create("alice", "alice@ledger.example", PASSWORD, "editor")


def test_django_finds_nothing_wrong() -> None:
    call_command("check", fail_level="WARNING")


def test_the_server_hands_these_prefixes_to_django() -> None:
    assert {"/desk/", "/healthz", "/static/"} <= set(dynamic_prefixes())
    assert "/" not in dynamic_prefixes()


# -- cookies


def test_every_cookie_stays_below_the_desk(alice: User, client: Client) -> None:
    client.get("/desk/login/")
    client.post("/desk/login/", {"username": "alice", "password": PASSWORD})
    assert {name: cookie["path"] for name, cookie in client.cookies.items()} == {
        "csrftoken": "/desk/",
        "sessionid": "/desk/",
    }
    assert all(cookie["secure"] and cookie["httponly"] for cookie in client.cookies.values())


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/healthz", "/static/wagtailadmin/css/core.css", "/no/such/page/"])
def test_nothing_else_sets_one(client: Client, path: str) -> None:
    answer = client.get(path)
    answer.close()
    assert not answer.cookies


# -- the desk


@pytest.mark.parametrize(
    "path",
    ["/desk/", "/desk/pages/", "/desk/images/", "/desk/redirects/", "/desk/reports/site-history/", "/desk/account/"],
)
def test_the_desk_opens(client: Client, db: None, path: str) -> None:
    client.force_login(create("bob", "bob@ledger.example", PASSWORD, "administrator"))
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert not LOADED_FROM_OUTSIDE.findall(answer.content.decode())


def test_documents_are_not_at_the_desk(client: Client, db: None) -> None:
    client.force_login(create("bob", "bob@ledger.example", PASSWORD, "administrator"))
    assert client.get("/desk/documents/").status_code == 404
    assert client.get("/desk/api/main/documents/").status_code == 404


@pytest.fixture
def original() -> str:
    (settings.MEDIA_ROOT / "originals").mkdir(exist_ok=True)
    (settings.MEDIA_ROOT / "originals" / "ferry.svg").write_text("<svg/>")
    return "/desk/files/originals/ferry.svg"


@pytest.mark.django_db
def test_an_original_is_for_staff_only(original: str, client: Client) -> None:
    assert client.get(original).status_code == 302
    client.force_login(User.objects.create_user("carol"))
    assert client.get(original).status_code == 302
    client.force_login(create("alice", "alice@ledger.example", PASSWORD, "editor"))
    answer = client.get(original)
    assert b"".join(answer) == b"<svg/>"  # type: ignore[arg-type]
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    "name", ["../broadsheet.toml", "..%2fsecrets.toml", "%2fetc/passwd", "originals", "none.jpg"]
)
def test_nothing_outside_the_media_folder_is_given(alice: User, client: Client, name: str) -> None:
    client.force_login(alice)
    assert client.get(f"/desk/files/{name}").status_code == 404


# -- staff


@pytest.mark.parametrize(
    ("role", "superuser", "groups"), [("administrator", True, []), ("chief-editor", False, ["Chief editor"])]
)
@pytest.mark.django_db
def test_a_role_is_what_they_may_do(role: str, superuser: bool, groups: list[str]) -> None:
    user = create("dave", "dave@ledger.example", PASSWORD, role)
    assert user.is_superuser is superuser
    assert list(user.groups.values_list("name", flat=True)) == groups


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "password", "word"), [("alice", "123", "password"), ("a b c!", PASSWORD, "username")]
)
def test_who_cannot_be_made_is_told_why(name: str, password: str, word: str) -> None:
    with pytest.raises(NotCreated, match=f"^The {word} cannot be used: "):
        create(name, "alice@ledger.example", password, "editor")


# -- the database


@pytest.mark.django_db
@pytest.mark.skipif("postgresql" in settings.DATABASES["default"]["ENGINE"], reason="of SQLite")
def test_sqlite_is_opened_with_care() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
    assert connection.transaction_mode == "IMMEDIATE"
    assert "synchronous=FULL" in sqlite(Path("/ledger/db.sqlite3"))["OPTIONS"]["init_command"]


def test_a_name_with_a_question_mark_is_still_a_name() -> None:
    assert sqlite(Path("/ledger?/a b.sqlite3"))["NAME"] == "file:/ledger%3F/a%20b.sqlite3?mode=rw"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("", "file:/site/db.sqlite3?mode=rw"),
        ("sqlite:////elsewhere/l.sqlite3", "file:/elsewhere/l.sqlite3?mode=rw"),
        ("sqlite:///l.sqlite3", "file:/site/l.sqlite3?mode=rw"),
        ("postgresql://alice:secret@db.example:5433/ledger", "ledger"),
    ],
)
def test_a_database_url_is_followed(url: str, name: str) -> None:
    assert database(url, Path("/site/db.sqlite3"))["NAME"] == name


def test_a_database_that_is_away_is_no_fault_of_the_readers() -> None:
    def away(_: object) -> None:
        raise OperationalError("gone")

    answer = DatabaseTrouble(away)(RequestFactory().get("/desk/"))  # type: ignore[arg-type]
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


# -- mail


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtps://mail.example:4465", 4465, False, True),
    ],
)
def test_an_email_url_is_followed(url: str, port: int, tls: bool, ssl: bool) -> None:
    found = mail(url, Path("/site/mail"))
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_names_and_passwords_in_an_email_url_are_decoded() -> None:
    found = mail("smtps://alice%40ledger.example:tide%2Fgate@mail.example", Path("/site/mail"))
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("alice@ledger.example", "tide/gate")


def test_without_an_email_url_mail_stays_in_the_site() -> None:
    assert mail("", Path("/site/mail"))["EMAIL_FILE_PATH"] == "/site/mail"
