"""What is wrong is said in plain words, to the terminal, to the desk, and by one mail."""

from __future__ import annotations

import ast
import os
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters.models import Note
from broadsheet.newsletters.tests.relays import certificate
from broadsheet.press.models import Desk
from broadsheet.running import runs, watching
from broadsheet.running.health import asked, looking, machine, outside, safety
from broadsheet.running.health.finding import AREAS, Finding, Level
from broadsheet.running.models import Backup
from broadsheet.running.tests.conftest import backed_up

pytestmark = pytest.mark.usefixtures("well")


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
    backed_up(tmp_path, timedelta(days=3))
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


def test_mails_to_one_person_that_are_refused_because_of_us_are_told() -> None:
    def note(**more: Any) -> None:
        given = {"kind": "confirmation", "address": "a@mirna.example", "key": "a@mirna.example", "language": "en"}
        Note.objects.create(**given, created=clock.wall(), changed=clock.wall(), **more)

    note(state="failed", code="5.1.1", reply="nobody here")
    assert said() == ""
    note(state="failed", code="550", reply="go away")
    assert "A mail to one person was refused for good (550 go away): mend what the mail server says" in said()
    note(state="deferred", code="5.7.1", reply="not from you", retry_at=clock.wall())
    assert "The mail server refuses our mails to single persons (5.7.1 not from you)" in said()
    assert ("mail", Level.RED) in found()


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
    backed_up(tmp_path, timedelta(days=-400))
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
    monkeypatch.setattr(asked, "FRESH", 0.0)
    monkeypatch.setattr(asked, "_said", ())
    for level in ("error", "info"):
        monkeypatch.setattr(asked.log, level, lambda sentence, level=level, **_: said.append(level))
    for state in ("bad", "bad", "bad", "well", "well", "bad"):
        found = [Finding("worker", Level.RED, "No worker is alive", stops=True)] if state == "bad" else []
        monkeypatch.setattr(asked, "troubles", lambda found=found: found)
        assert client.get("/healthz").status_code == (503 if found else 200)
    assert said == ["error", "info", "error"]
    assert [record for record in caplog.records if record.name == "django.request"] == []


def test_who_asks_healthz_again_and_again_makes_no_more_work(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr(asked, "_kept", (float("-inf"), ()))
    monkeypatch.setattr(asked, "troubles", lambda: looks.append(1) or [])
    monkeypatch.setattr(asked, "FRESH", 3600.0)
    assert {client.get("/healthz").status_code for _ in range(20)} == {200}
    assert len(looks) == 1
    monkeypatch.setattr(asked, "FRESH", 0.0)
    client.get("/healthz")
    assert len(looks) == 2
