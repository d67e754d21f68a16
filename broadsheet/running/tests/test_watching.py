"""Who is to know that something is wrong gets one mail, and one when it is well again."""

from __future__ import annotations

import errno
import json
import smtplib
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from broadsheet.running import watching
from broadsheet.running.health import asked, looking
from broadsheet.running.health.finding import Finding, Level

pytestmark = pytest.mark.usefixtures("well")


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


def test_a_clock_that_ran_ahead_and_was_put_right_keeps_no_alarm_back(times: Times) -> None:
    times.now += 3 * 24 * 3600
    assert times.minutes(10, red=True) == ["[The Mirna Bay Ledger] Something is wrong"]
    times.now -= 3 * 24 * 3600
    assert times.minutes(20, red=False) == ["[The Mirna Bay Ledger] All is well again"]
    assert times.minutes(10, red=True) == ["[The Mirna Bay Ledger] Something is wrong"]


def test_a_look_that_is_yet_to_come_is_no_look(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[float] = []
    monkeypatch.setattr(watching, "step", lambda state, now: (looked.append(now), setattr(state, "at", now)))
    (settings.SITE / watching.FILE).write_text(json.dumps({"at": time.time() + 3 * 24 * 3600}))
    watch = watching.Watch()
    watch.run()
    watch.run()
    assert len(looked) == 1
    assert watching.seen().at == looked[0]


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
    monkeypatch.setattr(asked, "FRESH", 0.0)
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
