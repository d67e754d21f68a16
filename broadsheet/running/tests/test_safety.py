"""Each setting that is unsafe on the open Internet is named in a sentence of its own, with what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from broadsheet.running.health import safety
from broadsheet.running.health.finding import Finding

pytestmark = pytest.mark.django_db
SAFE = {
    "base_url": "https://ledger.example",
    "email_url": "smtps://alice:x@mail.example:465",
    "host": "127.0.0.1",
    "trusted_proxies": ["127.0.0.1", "::1"],
    "second_factor": "required",
    "security_contact": "mailto:security@ledger.example",
}


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One in which everything is safe."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    settings.SITE, settings.MEDIA_ROOT, settings.PRESS_ROOT = tmp_path, tmp_path / "media", tmp_path / "press"
    settings.CONFIG = settings.CONFIG.model_copy(update=SAFE)
    settings.ALLOWED_HOSTS = settings.CONFIG.host_names
    settings.BACKUP_TO, settings.SECOND_FACTOR, settings.ALERT_TO = "", "required", ["ada@ledger.example"]
    return tmp_path


def found() -> list[Finding]:
    return list(safety.unsafe())


def test_a_safe_site_is_told_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("base_url", "http://ledger.example", "base_url is http://ledger.example: put a server with HTTPS in front"),
        ("email_url", "", "email_url is empty, so mail is only put into a folder: give the address of a mail"),
        ("email_url", "smtp://mail.example:25", "Mail goes to its server unencrypted: use smtp+tls:// or smtps://"),
        ("host", "0.0.0.0", "The server listens on 0.0.0.0, where others can go round"),
        ("trusted_proxies", ["0.0.0.0/0"], "trusted_proxies has 0.0.0.0/0, so that anybody can say who they are"),
        ("trusted_proxies", ["2000::/3"], "trusted_proxies has 2000::/3"),
        ("redis_url", "redis://:x@cache.example:6379/0", "redis_url goes to another machine unencrypted: use"),
        ("redis_url", "rediss://cache.example:6379/0", "redis_url has no password, and is on another machine"),
        ("speech_url", "http://voices.example", "speech_url goes to another machine unencrypted: use https://"),
        ("database_url", "postgresql://a:x@db.example/ledger", "database_url goes to another machine, and need"),
        ("redis_url", "rediss://reader@cache.example:6379/0", "redis_url has no password, and is on another machine"),
        ("email_url", "smtp://localhost.example:25", "Mail goes to its server unencrypted"),
        ("email_url", "smtp://127.example.com:25", "Mail goes to its server unencrypted"),
        ("speech_url", "http://127.0.0.1.example", "speech_url goes to another machine unencrypted"),
        ("media_to", "s3://media?endpoint=http://s3.example", "media_to goes to another machine unencrypted"),
        ("press_to", "s3://pages/a?endpoint=http://s3.example:9000", "press_to goes to another machine unencrypted"),
        ("backup_to", "s3://backups/a?endpoint=http://s3.example", "backup_to goes to another machine unencrypted"),
        ("purge_to", "http://cache.example/purge", "purge_to goes to another machine unencrypted: use https://"),
        ("database_url", "postgresql:///ledger?host=db.example", "database_url goes to another machine, and need"),
        (
            "database_url",
            "postgresql://localhost,db.example/ledger",
            "database_url goes to another machine, and need",
        ),
        ("log_addresses", "full", "log_addresses is full, so that the address of every reader is kept"),
        ("security_contact", "", "security_contact is empty, so that who finds a hole knows nobody to tell"),
    ],
)
def test_an_unsafe_key_is_named(settings: Any, key: str, value: Any, words: str) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={key: value})
    (one,) = found()
    assert str(one).startswith(words)
    assert one.remedy
    assert str(one).endswith(".")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("redis_url", "redis://127.0.0.1:6379/0"),
        ("redis_url", "unix:///run/redis.sock"),
        ("database_url", "postgresql://a:x@db.example/ledger?sslmode=verify-full"),
        ("database_url", "postgresql://a:x@127.0.0.1/ledger"),
        ("email_url", "smtp://127.0.0.1:25"),
        ("email_url", "smtp://[::1]:25"),
        ("email_url", "smtp://relay.localhost:25"),
        ("database_url", "postgresql:///ledger"),
        ("database_url", "postgresql:///ledger?host=/run/postgresql"),
        ("database_url", "postgresql://ledger@%2Frun%2Fpostgresql/ledger"),
        ("database_url", "postgresql://a:x@127.0.0.1:5432,localhost:5433/ledger"),
        ("redis_url", "redis://"),
        ("redis_url", "rediss://cache.example/0?password=x"),
        ("media_to", "s3://media?endpoint=http://127.0.0.1:9000"),
        ("media_to", "s3://media"),
        ("backup_to", "ssh://ledger@elsewhere.example/backups"),
        ("purge_to", "cloudflare:0123456789abcdef0123456789abcdef"),
        ("purge_to", "http://localhost:6081/"),
    ],
)
def test_what_stays_on_this_machine_or_is_encrypted_is_safe(settings: Any, key: str, value: str) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={key: value})
    assert found() == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("DEBUG", True, "DEBUG is on, so that errors show the program and its settings to everybody"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS has *, so that links in mails can be made to lead elsewhere"),
        ("MIDDLEWARE", [], "MIDDLEWARE lacks what keeps scripts and forms of others out"),
    ],
)
def test_what_a_changed_program_leaves_open_is_named(settings: Any, key: str, value: Any, words: str) -> None:
    setattr(settings, key, value)
    (one,) = found()
    assert (str(one).startswith(words), one.level) == (True, "red")


def test_root_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert [one.what for one in found()] == ["This runs as root"]


def test_backups_beside_the_site_and_alerts_to_nobody_are_named(site: Path, settings: Any) -> None:
    (site / "backups").mkdir()
    settings.BACKUP_TO, settings.BACKUP_RECIPIENTS, settings.ALERT_TO = "backups", ("age1…",), []
    User.objects.create_superuser("ada")
    assert [str(one) for one in found()] == [
        "Backups lie on the disk of the site itself, and are lost with it: send them to another machine: ssh:// or "
        "s3:// in backup_to.",
        "Nobody is told when something goes wrong: no administrator has a mail address: name one in alert_to.",
    ]
    User.objects.create_superuser("ben", "ben@ledger.example")
    assert len(found()) == 1


def test_files_that_others_can_read_or_write_are_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "_reachable", lambda path: True)
    (site / "secrets.toml").touch()
    (site / "secrets.toml").chmod(0o644)
    (site / "press").mkdir()
    (site / "press").chmod(0o777)
    said = [str(one) for one in found()]
    assert f"{site}/secrets.toml can be read by others on this machine: run `chmod o-rwx` on it." in said
    assert (
        f"Everybody on this machine can write into {site}/press, and so change the paper: run `chmod o-w` on it."
        in (said)
    )


def test_the_demos_password_is_named() -> None:
    User.objects.create_user("davit", password=safety.KNOWN_PASSWORDS[0])
    assert [one.what for one in found()] == ["davit signs in with the password that the demo tells everybody"]


def test_djangos_own_checks_of_a_deployment_are_made(settings: Any) -> None:
    assert list(safety.program(deploy=True)) == []
    settings.SECURE_CONTENT_TYPE_NOSNIFF = False
    assert [one.what.rpartition("[")[2] for one in safety.program(deploy=True)] == ["security.W006]"]
    assert list(safety.program(deploy=False)) == []
