"""What is wrong is said in plain words, to the terminal, to the desk, and by one mail."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters.tests.relays import certificate
from broadsheet.press.models import Desk
from broadsheet.running import runs, watching
from broadsheet.running.health import asked, looking, machine, outside, safety
from broadsheet.running.health.finding import AREAS, Finding, Level
from broadsheet.running.models import Backup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def well(settings: Any, tmp_path: Path) -> None:
    """A site in which nothing is wrong."""
    settings.SITE, settings.MEDIA_ROOT, settings.PRESS_ROOT = tmp_path, tmp_path / "media", tmp_path / "press"
    for folder in ("media", "press", "backups"):
        (tmp_path / folder).mkdir()
    settings.BACKUP_TO, settings.PAPER_BASE_URL = "backups", "http://127.0.0.1:8000"
    _backup(tmp_path, timedelta(hours=2))
    Desk.objects.update_or_create(pk=1, defaults={"heartbeat": clock.wall(), "clock_alarm": ""})


def _backup(site: Path, ago: timedelta) -> None:
    for path in (site / "backups").iterdir():
        path.unlink()
    (site / "backups" / f"{runs.backing.paper()}-{clock.wall() - ago:%Y%m%dT%H%M%SZ}.tar.zst").touch()


def found(**options: bool) -> list[tuple[str, Level]]:
    return [(one.area, one.level) for one in looking.look(quick=True, **options)]


def said() -> str:
    return "\n".join(map(str, looking.look(quick=True)))


def test_a_site_that_is_well_says_nothing() -> None:
    assert looking.look(quick=True) == []


def test_each_thing_that_is_wrong_is_told_with_what_to_do(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk.objects.update(heartbeat=clock.wall() - timedelta(minutes=5), clock_alarm="The clock went back by 4 minutes")
    settings.MEDIA_ROOT.rmdir()
    _backup(tmp_path, timedelta(days=3))
    monkeypatch.setattr(machine, "SCARCE_BELOW", 1 << 60)
    monkeypatch.setattr(machine, "SCARCE_SHARE", 1.0)
    words = said()
    assert "No worker is alive: start the server" in words
    assert "The clock went back by 4 minutes: let NTP keep the clock." in words
    assert f"The folder {tmp_path}/media is missing: make it" in words
    assert "The newest backup is of" in words
    assert "MB left: make room" in words
    assert [level for _, level in found()] == sorted(
        (level for _, level in found()), key=lambda one: one != Level.RED
    )


def test_a_backup_that_failed_is_red_until_one_is_whole(tmp_path: Path) -> None:
    now = clock.wall()
    Backup.objects.create(began=now, ended=now, failure="The disk is full.")
    assert "The last backup failed: The disk is full: mend that" in said()
    Backup.objects.create(began=now + timedelta(seconds=1), ended=now, name="ledger-1.tar.zst")
    assert said() == ""


def test_without_backups_somebody_is_told(settings: Any) -> None:
    settings.BACKUP_TO = ""
    assert found() == [("backups", Level.YELLOW)]


def test_every_finding_belongs_to_an_area_that_is_shown(settings: Any) -> None:
    settings.BACKUP_RECIPIENTS = ()
    areas = {one.area for one in [*looking.look(deploy=True, quick=True), *safety.program(deploy=True)]}
    assert areas <= set(AREAS)


def test_a_closed_mail_server_and_a_closed_https_port_are_told(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1:9", "127.0.0.1", 9
    settings.PAPER_BASE_URL = "https://127.0.0.1:9"
    mails, certificates = list(outside.mail()), list(outside.certificate())
    assert [(one.area, one.level) for one in mails + certificates] == [("mail", "red"), ("certificate", "red")]
    assert "cannot be reached over HTTPS (Connection refused)" in certificates[0].what


def test_a_certificate_that_ends_or_that_nobody_trusts_is_told(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, _ = certificate(tmp_path)  # ends in a day
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.PAPER_BASE_URL = f"https://127.0.0.1:{listener.getsockname()[1]}"

        def shake_hands() -> None:
            for _ in range(2):
                with suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True):
                    pass

        thread = threading.Thread(target=shake_hands)
        thread.start()
        untrusted = [str(one) for one in outside.certificate()]
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "relay.pem"))
        ending = [(one.level, one.what) for one in outside.certificate()]
        thread.join()
    assert "Browsers do not trust the certificate of 127.0.0.1" in untrusted[0]
    assert ending == [("red", "The certificate of 127.0.0.1 ends in 0 days")]


# -- the watch


class Times:
    """Looks at made-up times, with made-up findings."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state, self.now, self.red = watching.Seen(), 1_000_000.0, False
        monkeypatch.setattr(looking, "look", lambda **_: [Finding("disk", Level.RED, "Full", "dig")] * self.red)
        monkeypatch.setattr(looking, "ask", lambda **_: [])

    def minutes(self, count: int, *, red: bool) -> list[str]:
        """The subjects of what was mailed meanwhile."""
        self.red, before = red, len(mail.outbox)
        for _ in range(count):
            self.now += 60
            watching.step(self.state, self.now)
        return [message.subject for message in mail.outbox[before:]]


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Times:
    settings.ALERT_TO = ["ada@ledger.example"]
    return Times(monkeypatch)


def test_one_mail_when_it_turns_red_and_one_when_it_is_well_again(times: Times) -> None:
    assert times.minutes(5, red=False) == []
    assert times.minutes(600, red=True) == ["[The Mirna Bay Ledger] Something is wrong"]
    assert "- Full: dig." in mail.outbox[-1].body
    assert times.minutes(600, red=False) == ["[The Mirna Bay Ledger] All is well again"]


def test_what_comes_and_goes_is_no_flood(times: Times) -> None:
    for _ in range(50):
        assert times.minutes(1, red=True) == []
        assert times.minutes(1, red=False) == []
    assert len(times.minutes(5, red=True)) == 1
    for _ in range(50):
        assert times.minutes(5, red=False) == []
        assert times.minutes(5, red=True) == []


def test_a_mail_that_did_not_go_out_is_tried_again(times: Times, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        assert times.minutes(10, red=True) == []
    assert times.minutes(10, red=True) == ["[The Mirna Bay Ledger] Something is wrong"]


def test_administrators_are_told_when_nobody_is_named(times: Times, settings: Any) -> None:
    settings.ALERT_TO = []
    User.objects.create_superuser("ada", "ada@ledger.example")
    User.objects.create_user("ben", "ben@ledger.example")
    times.minutes(5, red=True)
    assert [message.to for message in mail.outbox] == [["ada@ledger.example"]]


def test_what_was_seen_is_kept_in_a_file(tmp_path: Path) -> None:
    watching.Watch().run()
    state = watching.seen()
    assert (state.findings, state.red_since) == ([], 0.0)
    assert state.well_since == state.at
    watching.Watch().run()
    assert watching.seen().at == state.at  # a minute has not passed


# -- the desk


def test_the_desk_shows_it_to_administrators_only(client: Client) -> None:
    Desk.objects.update(heartbeat=None)
    client.force_login(User.objects.create_superuser("ada", "ada@ledger.example"))
    page = client.get("/desk/health/").content.decode()
    assert "No worker is alive: start the server" in page
    assert page.count("running-red") == 1
    client.force_login(User.objects.create_user("ben", is_staff=True))
    assert client.get("/desk/health/").status_code in (302, 403)


def test_the_log_tells_of_healthz_when_its_answer_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    monkeypatch.setattr(asked, "_said", ())
    for level in ("error", "info"):
        monkeypatch.setattr(asked.log, level, lambda sentence, level=level, **_: said.append(level))
    for state in ("bad", "bad", "bad", "well", "well", "bad"):
        found = [Finding("worker", Level.RED, "No worker is alive", stops=True)] if state == "bad" else []
        monkeypatch.setattr(asked, "troubles", lambda found=found: found)
        assert client.get("/healthz").status_code == (503 if found else 200)
    assert said == ["error", "info", "error"]
    assert [record for record in caplog.records if record.name == "django.request"] == []
