"""`broadsheet init` makes a site that starts, and never one over another."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet.site import founding
from broadsheet.site.cli import main
from broadsheet.site.founding import Choices, NotFounded, found
from broadsheet.site.loading import load
from broadsheet.site.tests.conftest import Run
from tests.postgres import Cluster


def home_pages(site: Path) -> set[tuple[str, str, str]]:
    """(language, title, path in the tree) of each."""
    connection = sqlite3.connect(site / "db.sqlite3")
    rows = connection.execute(
        "SELECT language_code, title, url_path FROM sections_homepage"
        " JOIN wagtailcore_page ON wagtailcore_page.id = page_ptr_id"
        " JOIN wagtailcore_locale ON wagtailcore_locale.id = locale_id"
    ).fetchall()
    connection.close()
    return set(rows)


def test_a_new_site_has_all_that_it_needs(site: Path) -> None:
    assert sorted(path.name for path in site.iterdir()) == [
        "broadsheet.toml",
        "db.sqlite3",
        "media",
        "press",
        "secrets.toml",
    ]


def test_its_secrets_are_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        found(tmp_path / "ledger", Choices())
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "ledger" / "secrets.toml").stat().st_mode) == 0o600


def test_no_two_sites_share_a_secret(tmp_path: Path) -> None:
    for name in ("morning", "evening"):
        found(tmp_path / name, Choices())
    morning, evening = (load(tmp_path / name) for name in ("morning", "evening"))
    assert morning.secret_key != evening.secret_key
    assert morning.field_key != evening.field_key


def test_the_database_knows_the_papers_name_and_address(tmp_path: Path) -> None:
    found(tmp_path / "ledger", Choices(name="The Mirna Bay Ledger", base_url="https://ledger.example"))
    connection = sqlite3.connect(tmp_path / "ledger" / "db.sqlite3")
    row = connection.execute("SELECT hostname, port, site_name FROM wagtailcore_site").fetchone()
    connection.close()
    assert row == ("ledger.example", 443, "The Mirna Bay Ledger")


@pytest.mark.parametrize("name", ["broadsheet.toml", "secrets.toml", "db.sqlite3"])
def test_what_is_there_is_never_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    with pytest.raises(NotFounded, match=f"There is a site in .* already .{name}."):
        found(tmp_path, Choices())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "precious")]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    result = CliRunner().invoke(main, ["init", str(tmp_path / "file" / "ledger")])
    assert result.exit_code == 1
    assert result.stderr.startswith("broadsheet: The site cannot be written to ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), sqlite3.OperationalError("database or disk is full")]
)
@pytest.mark.parametrize(("name", "left"), [("new", None), ("there", ["notes.txt"])])
def test_what_could_not_be_written_whole_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, name: str, left: list[str] | None
) -> None:
    def full(*_: object) -> None:
        raise error

    (tmp_path / "there").mkdir()
    (tmp_path / "there/notes.txt").touch()
    site = tmp_path / name
    with monkeypatch.context() as patch:
        patch.setattr(founding.secret_file, "write_new", full)
        with pytest.raises(NotFounded, match=r"cannot be written to .*(No space left|disk is full)"):
            found(site, Choices())
    assert ([path.name for path in site.iterdir()] if site.exists() else None) == left
    found(site, Choices())


def test_a_database_elsewhere_that_cannot_be_had_leaves_nothing_that_keeps_from_trying_again(
    tmp_path: Path, broadsheet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ledger:x@127.0.0.1:9/ledger")
    done = broadsheet("init", tmp_path / "ledger")
    assert done.returncode == 1
    assert "The database cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "ledger").iterdir()) == []


def test_a_wrong_choice_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["init", str(tmp_path / "ledger"), "--time-zone", "Mirna/Bay"])
    assert result.exit_code == 1
    assert "--time-zone is 'Mirna/Bay', and should be a name from the IANA time zone database" in result.stderr
    assert not (tmp_path / "ledger").exists()


def test_the_only_home_page_is_of_the_papers_language_and_name(tmp_path: Path) -> None:
    found(tmp_path / "ledger", Choices(name="Der Bote", languages=("de",)))
    assert home_pages(tmp_path / "ledger") == {("de", "Der Bote", "/home-de/")}


def test_several_languages_each_have_a_tree(tmp_path: Path, broadsheet: Run) -> None:
    done = broadsheet("init", tmp_path / "ledger", "--languages", "de,en", "--time-zone", "Europe/Berlin")
    assert done.returncode == 0, done.stderr
    assert home_pages(tmp_path / "ledger") == {("de", "The Paper", "/home-de/"), ("en", "The Paper", "/home-en/")}


@pytest.mark.part("postgres")
def test_a_site_on_postgresql_has_no_database_of_its_own(
    tmp_path: Path, broadsheet: Run, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres.create("ledger"))
    done = broadsheet("init", tmp_path / "ledger")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ledger" / "db.sqlite3").exists()
    done = broadsheet("press", "--site", tmp_path / "ledger", "--all")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ledger" / "press" / "plates" / "index.html").exists()
