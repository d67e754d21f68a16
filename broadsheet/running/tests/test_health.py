"""What is wrong is said in plain words, to the terminal, to the desk, and by one mail."""

from __future__ import annotations

import ast
import errno
import os
import smtplib
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
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


def test_a_folder_that_backups_cannot_be_written_to_is_told_before_the_night(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a service sees it that may write nowhere but in its site."""
    (elsewhere := tmp_path / "elsewhere").mkdir()
    settings.BACKUP_TO = str(elsewhere / "backups")
    may = os.access

    def access(path: Path, mode: int, **more: bool) -> bool:
        return not (path == elsewhere and mode & os.W_OK) and may(path, mode, **more)

    monkeypatch.setattr(os, "access", access)
    assert found() == [("backups", Level.RED)]
    assert f"Backups cannot be written to {tmp_path}/elsewhere/backups: where `broadsheet install-service`" in said()


def test_a_folder_for_backups_that_nobody_can_get_at_stops_no_look(settings: Any) -> None:
    settings.BACKUP_TO = "/" + 300 * "x"  # no name that a disk takes; as /root/backups is for anybody else
    assert {area for area, level in found(deploy=True) if level == Level.RED} <= {"backups", "safety"}
    assert "The folder of the backups cannot be read (File name too long)" in said()


def test_a_backup_that_lost_most_of_what_was_in_it_is_told_and_old_ones_stay(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, size = clock.wall(), 50 << 20
    Backup.objects.create(began=now - timedelta(days=1), ended=now, name="ledger-1.tar.zst", size=size)
    removed: list[str] = []
    monkeypatch.setattr(runs.backing, "thin", lambda *_: removed.append("old") or ["old"])
    for share, thinned in ((0.3, []), (0.9, ["old"])):
        made = runs.backing.Made(tmp_path / "ledger-2.tar.zst", int(size * share), 9, 1.0)
        monkeypatch.setattr(runs, "make", lambda to, made=made: made)
        target = runs.target()
        assert target is not None
        outcome = runs.run(target)
        assert outcome is not None
        assert outcome.removed == thinned == removed
        assert ("The newest backup has 15.0" in said()) is (share < 0.5)


def test_who_is_asked_to_stop_in_mid_backup_leaves_the_day_to_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(runs, "make", stopped)
    target = runs.target()
    assert target is not None
    with pytest.raises(SystemExit):
        runs.run(target, day="2026-05-04")
    assert not Backup.objects.exists()


def test_a_backup_from_a_time_to_come_says_nothing(tmp_path: Path) -> None:
    _backup(tmp_path, timedelta(days=-400))
    assert found() == [("backups", Level.YELLOW)]


def test_a_disk_without_room_for_more_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for left, level in ((1_000, Level.RED), (30_000, Level.YELLOW), (500_000, None)):
        counted = SimpleNamespace(f_favail=left, f_files=1_000_000)
        with monkeypatch.context() as patch:
            patch.setattr(machine.os, "statvfs", lambda _, counted=counted: counted)
            told = list(machine._files(tmp_path))
        assert [one.level for one in told] == ([level] if level else [])
    assert list(machine._files(tmp_path)) == []


def test_a_database_of_a_newer_version_than_the_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.upgrading, "ahead", lambda: ["stories.9999_times_to_come"])
    monkeypatch.setattr(looking, "ask", lambda **_: [])
    told = [str(one) for one in looking.look() if one.area == "database"]
    assert told == [
        "The database is of a newer version than the program (stories.9999_times_to_come): install that version, or "
        "stop the server and run `broadsheet upgrade --undo`."
    ]


def test_every_finding_in_the_code_says_what_to_do() -> None:
    """Made by `red` or `yellow` with what is wrong and what to do; voices say both in one sentence."""
    short = []
    for file in Path(looking.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("red", "yellow", "made"):
                area = getattr(node.args[0], "value", "")
                if len(node.args) < 3 and area != "voices":
                    short.append(f"{file.name}:{node.lineno}")
    assert short == []


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


def test_while_it_stays_red_a_mail_says_so_each_day(times: Times) -> None:
    still = "[The Mirna Bay Ledger] Something is still wrong"
    assert times.minutes(3 * 24 * 60, red=True) == ["[The Mirna Bay Ledger] Something is wrong", still, still]


def test_what_turns_red_besides_is_told_once(times: Times, monkeypatch: pytest.MonkeyPatch) -> None:
    times.minutes(60, red=True)
    disk = Finding("disk", Level.RED, "Full", "dig")
    other = [Finding("backups", Level.RED, "The last backup failed", "mend that")]
    monkeypatch.setattr(looking, "look", lambda **_: [disk, *other])
    assert times.minutes(60, red=True) == ["[The Mirna Bay Ledger] Something is wrong"]
    assert "- The last backup failed: mend that." in mail.outbox[-1].body
    for _ in range(5):
        other.clear()
        assert times.minutes(60, red=True) == []
        other.append(Finding("backups", Level.RED, "The last backup failed", "mend that"))
        assert times.minutes(60, red=True) == []


def test_who_could_not_be_reached_is_tried_again_and_the_others_are_left_alone(
    times: Times, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALERT_TO = ["ada@ledger.example", "ben@ledger.example", "gone@ledger.example"]
    send, busy = mail.EmailMessage.send, True
    tried: list[str] = []

    def partly(message: mail.EmailMessage) -> int:
        (to,) = message.to
        tried.append(to)
        if to.startswith("gone"):
            raise smtplib.SMTPRecipientsRefused({to: (550, b"no such user")})
        if to.startswith("ben") and busy:
            raise smtplib.SMTPServerDisconnected("try later")
        return send(message)

    monkeypatch.setattr(mail.EmailMessage, "send", partly)
    assert len(times.minutes(60, red=True)) == 1
    assert (tried.count("ada@ledger.example"), tried.count("gone@ledger.example")) == (1, 1)
    assert tried.count("ben@ledger.example") > 5
    busy = False
    times.minutes(30, red=True)
    assert [message.to for message in mail.outbox] == [["ada@ledger.example"], ["ben@ledger.example"]]


def test_when_nobody_can_be_told_whoever_asks_from_elsewhere_is(
    times: Times, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    monkeypatch.setattr(asked.time, "time", lambda: times.now)
    monkeypatch.setattr(watching, "seen", lambda: times.state)
    times.minutes(3, red=True)
    assert client.get("/healthz").status_code == 200
    times.minutes(20, red=True)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["troubles"]) == (
        503,
        ["Something is wrong, and nobody could be told of it by mail"],
    )
    client.force_login(User.objects.create_superuser("ada", "ada@ledger.example"))
    assert "nobody could be told of it by mail: see that alert_to" in client.get("/desk/health/").content.decode()
    times.minutes(2, red=False)
    assert client.get("/healthz").status_code == 200


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


def test_a_disk_that_cannot_be_written_keeps_nobody_from_being_told(
    times: Times, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(watching, "_keep", full)
    monkeypatch.setattr(watching.time, "time", lambda: times.now)
    (tmp_path / f".{watching.FILE}.lock").mkdir()  # nor can that be opened
    watch, times.red = watching.Watch(), True
    for _ in range(20):
        times.now += 60
        watch.run()
    assert [message.subject for message in mail.outbox] == ["[The Mirna Bay Ledger] Something is wrong"]


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


def test_what_is_red_meets_administrators_at_the_desks_home(client: Client, settings: Any) -> None:
    client.force_login(User.objects.create_superuser("ada", "ada@ledger.example"))
    watching.Watch().run()
    assert "running-alarm" not in client.get("/desk/").content.decode()
    state = watching.seen()
    state.findings = [Finding("backups", Level.RED, "The last backup failed", "run `df`").to_json()]
    watching._keep(state)
    page = client.get("/desk/").content.decode()
    assert "The last backup failed: run <code>df</code>." in page
    client.force_login(User.objects.create_user("ben", is_staff=True))
    assert "The last backup failed" not in client.get("/desk/").content.decode()


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
