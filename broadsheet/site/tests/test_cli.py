"""The command line: failures are one sentence and status 1, misuse is 2, and help costs nothing."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from broadsheet import __version__
from broadsheet.site.cli import COMMANDS, main
from broadsheet.site.commands import createuser
from broadsheet.site.commands.opening import Failure
from broadsheet.site.founding import Choices, found
from broadsheet.site.tests.conftest import Run

ON_A_SITE = [("serve",), ("worker",), ("press",), ("check",), ("manage", "check")]


def test_help_lists_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    assert all(f"\n  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"] if name != "manage" else ["--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"broadsheet, version {__version__}\n"


def test_help_loads_neither_django_nor_pydantic() -> None:
    code = "import sys; from broadsheet.site import cli; print({'django', 'pydantic'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "set()\n"


@pytest.mark.slow
def test_a_command_leaves_all_it_wrote_in_the_one_file(broadsheet: Run, site: Path) -> None:
    """Whoever copies the database takes it along; SQLite's log is gone when all who had it open have closed it."""
    assert broadsheet("press", "--all", "--site", site).returncode == 0
    assert [file.name for file in site.glob("db.sqlite3*")] == ["db.sqlite3"]


@pytest.mark.slow
def test_what_is_loaded_is_kept_from_the_collector(site: Path) -> None:
    """As it looks through all of it again and again, a start took two thirds longer."""
    code = (
        "import gc, sys; from pathlib import Path; from broadsheet.site.commands.opening import open_site;"
        "open_site(Path(sys.argv[1]), 'broadsheet.site.staff');"
        "print(gc.isenabled(), gc.get_freeze_count() > 100_000, gc.get_stats()[2]['collections'])"
    )
    shown = subprocess.run([sys.executable, "-c", code, site], capture_output=True, text=True, check=True)
    assert shown.stdout == "True True 0\n"


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("serve", "--port", "70000"), ("init",), ("press", "--all", "/x/")]
)
def test_misuse_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage:")


def _refused(*arguments: str | Path) -> str:
    """The one sentence of a command that cannot start."""
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("broadsheet: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("command", ON_A_SITE)
def test_a_missing_folder_is_told(command: tuple[str, ...], tmp_path: Path) -> None:
    name, *rest = command
    assert "There is no folder" in _refused(name, "--site", tmp_path / "nowhere", *rest)


@pytest.mark.parametrize("command", ON_A_SITE)
def test_a_folder_that_is_no_site_is_told(command: tuple[str, ...], tmp_path: Path) -> None:
    name, *rest = command
    assert "run `broadsheet init" in _refused(name, "--site", tmp_path, *rest)


def test_wrong_settings_are_told(site: Path) -> None:
    (site / "broadsheet.toml").write_text("port = 0\n")
    assert "broadsheet.toml: port is 0, and should be" in _refused("serve", "--site", site)


@pytest.fixture
def reachable_site() -> Iterator[Path]:
    """A site of root's below folders that anybody may pass, as pytest's own are not; we are nobody meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        found(Path(folder) / "ledger", Choices())
        yield Path(folder) / "ledger"
        (Path(folder) / "ledger").chmod(0o700)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may do everything, so it takes off its crown; anybody else stays who they are."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(me)


@pytest.mark.parametrize(("mode", "word"), [(0o000, "read"), (0o555, "written")])
def test_a_folder_with_the_wrong_rights_is_told(reachable_site: Path, mode: int, word: str) -> None:
    reachable_site.chmod(mode)
    with as_nobody():
        assert f"cannot be {word}: give it to the user who runs this" in _refused("check", "--site", reachable_site)


def test_secrets_of_somebody_else_are_told(reachable_site: Path) -> None:
    reachable_site.chmod(0o777)
    if os.geteuid() != 0:
        (reachable_site / "secrets.toml").chmod(0)
    with as_nobody():
        assert "secrets.toml cannot be read (Permission denied)" in _refused("check", "--site", reachable_site)


def _one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What a command in a process of its own said when it failed; its log lines are left out."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    (sentence,) = [line for line in done.stderr.splitlines() if line.startswith("broadsheet: ")]
    return sentence


def test_a_missing_database_is_told_and_none_is_made(site: Path, broadsheet: Run) -> None:
    (site / "db.sqlite3").unlink()
    assert "The database cannot be used" in _one_sentence(broadsheet("press", "--site", site))
    assert not (site / "db.sqlite3").exists()


def test_a_broken_database_is_told(site: Path, broadsheet: Run) -> None:
    (site / "db.sqlite3").write_text("this is no database, and long enough to be taken for one " * 20)
    assert "file is not a database" in _one_sentence(broadsheet("press", "--site", site))


def test_a_url_that_is_no_page_is_told(site: Path, broadsheet: Run) -> None:
    assert "/nowhere/ is no page of this paper" in _one_sentence(broadsheet("press", "--site", site, "/nowhere/"))


def test_check_says_what_to_do(site: Path, broadsheet: Run) -> None:
    done = broadsheet("check", "--deploy", "--site", site)
    assert "things to see to" in _one_sentence(done)
    assert "- No worker is alive: start the server" in done.stdout
    assert "- base_url is http://127.0.0.1:8000: put a server with HTTPS in front" in done.stdout


def test_djangos_own_commands_run_on_the_site(site: Path, broadsheet: Run) -> None:
    done = broadsheet("manage", "--site", site, "migrate", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_createuser_asks_and_makes_somebody(site: Path, broadsheet: Run) -> None:
    arguments = ("createuser", "--site", site, "--name", "alice", "--email", "alice@ledger.example")
    done = broadsheet(*arguments, "--password", "the tide gate of 1911", "--role", "editor")
    assert done.stdout == "alice can sign in at /desk/ as editor.\n"
    assert "could be read by others on this machine" in done.stderr
    assert "already exists" in _one_sentence(broadsheet(*arguments, "--password", "the tide gate of 1911"))
    assert not list(site.glob("db.sqlite3-*"))  # who copies the file has all of it


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords of those who were made."""
    passwords: list[str] = []
    staff = SimpleNamespace(create=lambda name, email, password, role: passwords.append(password), NotCreated=OSError)
    monkeypatch.setattr(createuser, "open_site", lambda *_: staff)
    return passwords


@pytest.mark.parametrize(
    ("options", "typed"),
    [
        (["--password-stdin"], "the tide gate of 1911\nanother line\n"),
        (["--password-stdin"], "the tide gate of 1911"),
        ([], "the tide gate of 1911\nthe tide gate of 1911\n"),
        ([], "one\nanother\nthe tide gate of 1911\nthe tide gate of 1911\n"),
    ],
)
def test_a_password_need_not_stand_in_the_command(options: list[str], typed: str, made: list[str]) -> None:
    who = ["createuser", "--name", "alice", "--email", "alice@ledger.example"]
    done = CliRunner().invoke(main, [*who, *options], input=typed)
    assert done.exit_code == 0, done.output
    assert made == ["the tide gate of 1911"]
    assert "tide" not in done.output
    assert "could be read" not in done.stderr


def test_a_password_that_is_given_twice_or_not_at_all_is_told(made: list[str]) -> None:
    who = ["createuser", "--name", "alice", "--email", "alice@ledger.example", "--password-stdin"]
    assert CliRunner().invoke(main, [*who, "--password", "x"]).exit_code == 2
    done = CliRunner().invoke(main, who, input="")
    assert (done.exit_code, "no password on standard input" in done.stderr) == (1, True)
    assert made == []


def test_a_saved_page_is_imported_once(site: Path, broadsheet: Run, tmp_path: Path) -> None:
    page = tmp_path / "ferry.txt"
    page.write_text(
        "Ferry to sail again\n\nThe ferry of Mirna Bay will sail again from April, its owners told the council.\n\n"
        "Fares and times are to be published next week, and the first crossing is free for all islanders.\n"
    )
    dry = broadsheet("import", "clipping", "--site", site, "--dry-run", "--json", page)
    assert json.loads(dry.stdout)["totals"]["imported"] == 1, dry.stderr
    assert broadsheet("import", "clipping", "--site", site, page).stdout.startswith("1 item: 1 imported, ")
    again = broadsheet("import", "clipping", "--site", site, page, tmp_path / "none.txt")
    assert "1 unchanged, 1 skipped" in again.stdout
    assert _one_sentence(again) == "broadsheet: 1 of 2 files could not be imported."


def test_an_empty_database_is_told_in_one_sentence_that_is_true(site: Path, broadsheet: Run) -> None:
    (site / "db.sqlite3").write_bytes(b"")
    done = broadsheet("check", "--site", site)
    assert "The database is of another version (" in done.stdout
    assert "does not answer" not in done.stdout
    assert _one_sentence(done) == f"broadsheet: 1 thing to see to in {site}."


def test_one_page_is_one(site: Path, broadsheet: Run) -> None:
    assert broadsheet("press", "--site", site, "--all").returncode == 0
    assert broadsheet("press", "--site", site, "/").stdout == "One page was pressed.\n"


@pytest.mark.parametrize("url", ["nonsense", "https://elsewhere.example/", "/../secrets.toml"])
def test_what_is_no_address_is_told_as_it_was_typed(site: Path, broadsheet: Run, url: str) -> None:
    said = _one_sentence(broadsheet("press", "--site", site, url))
    assert said == f"broadsheet: “{url}” is no address of this paper: give its path, such as /news/."


def test_a_host_that_cannot_be_is_told(site: Path, broadsheet: Run) -> None:
    said = _one_sentence(broadsheet("serve", "--site", site, "--host", "nonsense.."))
    assert said.startswith("broadsheet: nonsense.. is no host name or address")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--time-zone", "Mars", "--time-zone is 'Mars', and"), ("--languages", "xx", "--languages is ['xx'], and")],
)
def test_a_new_sites_options_are_called_as_they_are_typed(tmp_path: Path, option: str, value: str, said: str) -> None:
    assert _refused("init", tmp_path / "ledger", option, value).startswith(f"broadsheet: {said} should be ")


def test_a_quoted_sentence_does_not_end_twice() -> None:
    assert Failure("It cannot be used: It is too short..").message == "It cannot be used: It is too short."
