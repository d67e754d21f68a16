"""What keeps a paper from starting is told in one sentence: its folder, its port, its settings."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.site.commands import opening
from tests import starting
from tests.faults.conftest import Ledger, Mounts
from tests.postgres import unprivileged
from tests.sites import ROOT, Site, broadsheet, clean_environment, copied

pytestmark = pytest.mark.slow

COMMANDS = ("serve", "worker", "press")


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one that a command ends with; never a traceback."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    (said,) = [line for line in done.stderr.splitlines() if line.startswith("broadsheet: ")]
    return said


@pytest.fixture(autouse=True)
def as_an_operator_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command loads the program itself: these are of what happens until it is loaded."""
    monkeypatch.setattr(starting, "MODULES", ())


@pytest.fixture
def somebody() -> tuple[str, ...]:
    """Begins a command that is run by a user without any rights."""
    if os.geteuid() != 0:
        pytest.skip("only root may be somebody else")
    if shutil.which("setpriv") is None:
        pytest.skip("this machine has no setpriv")
    return ("setpriv", "--reuid", unprivileged(), "--clear-groups", "--")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("mode", "word"), [(0o000, "read"), (0o555, "written")])
def test_a_folder_of_somebody_else(
    founded: Path, open_place: Path, somebody: tuple[str, ...], command: str, mode: int, word: str
) -> None:
    site = Site(copied(founded, open_place))
    site.folder.chmod(mode)
    said = sentence(site.run(command, prefix=somebody))
    assert said == f"broadsheet: The folder {site.folder} cannot be {word}: give it to the user who runs this."


@pytest.mark.parametrize("command", COMMANDS)
def test_a_disk_that_nobody_can_write(ledger: Ledger, mounts: Mounts, command: str) -> None:
    mounts.read_only(ledger.site.folder)
    assert "cannot be written" in sentence(ledger.site.run(command))


@pytest.mark.parametrize(
    ("command", "reason"), [(("serve",), "cannot be written"), (("press", "--all"), "Read-only file system")]
)
def test_a_press_folder_that_nobody_can_write(
    ledger: Ledger, mounts: Mounts, command: tuple[str, ...], reason: str
) -> None:
    mounts.read_only(ledger.site.press.root)
    assert reason in sentence(ledger.site.run(*command))


def test_a_port_that_another_program_has(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        said = sentence(site.run("serve", "--port", site.port))
    assert f"Port {site.port} on 127.0.0.1 is in use by another program" in said


def test_a_demo_hears_of_a_port_that_is_taken_before_its_newsroom_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            broadsheet("demo", tmp_path / "demo", "--port", port),
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=60,
            cwd=ROOT,
        )
    assert f"Port {port} on 127.0.0.1 is in use by another program: stop that, or choose another" in sentence(done)
    assert not (tmp_path / "demo").exists()


def given(site: Site, owner: int) -> list[Path]:
    """Give the site to a user, and return all that is in it."""
    everything = [site.folder, *site.folder.rglob("*")]
    for path in everything:
        os.chown(path, owner, owner)
    return everything


@pytest.fixture
def roots_command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command as root by a Python that other users can reach, as on a server."""
    if os.geteuid() != 0:
        pytest.skip("only root may be somebody else")
    python = Path(f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}")
    if not python.exists():
        pytest.skip(f"this machine has no {python}")
    packages = os.pathsep.join([str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))])

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "broadsheet", *arguments],
            env=clean_environment(PYTHONPATH=packages),
            capture_output=True,
            text=True,
            timeout=120,
            cwd=ROOT,
        )

    return run


def test_root_leaves_nothing_of_its_own_in_the_site_of_another(
    founded: Path, open_place: Path, roots_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    site, owner = Site(copied(founded, open_place)), pwd.getpwnam(unprivileged()).pw_uid
    given(site, owner)
    done = roots_command("press", "--all", "--site", site.folder)
    assert done.returncode == 0, done.stderr
    backups = open_place / "backups of root's"
    done = roots_command("backup", "--to", backups, "--site", site.folder)
    assert done.returncode == 0, done.stderr
    assert "This runs as root" not in roots_command("check", "--deploy", "--site", site.folder).stdout
    assert (site.folder / "press/plates/index.html").exists()
    everything = (site.folder, *site.folder.rglob("*"), backups, *backups.iterdir())
    assert [path for path in everything if path.stat().st_uid != owner] == []


def test_a_program_that_the_sites_owner_cannot_reach_is_told(
    founded: Path, open_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    site = Site(copied(founded, open_place))
    given(site, pwd.getpwnam(unprivileged()).pw_uid)
    monkeypatch.setattr(sys, "base_prefix", "/nowhere-but-here/python")
    monkeypatch.setattr(
        opening, "_barred", lambda path: Path("/root") if path.parts[1] == "nowhere-but-here" else None
    )
    with pytest.raises(
        opening.Failure, match=r"The program lies in /root, where \w+, to whom the site belongs, cannot pass"
    ):
        opening.become_owner(site.folder)


def _append(text: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        with (folder / "broadsheet.toml").open("a") as settings:
            settings.write(text)

    return change


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "not TOML": (_append("[[["), "is not TOML"),
    "no setting": (_append('colour = "red"\n'), "colour is no setting"),
    "not text": (lambda folder: (folder / "broadsheet.toml").write_bytes(b"\xff\xfe\x00"), "is not UTF-8 text"),
    "a wrong value": (_append("press_processes = 0\n"), "press_processes is 0, and should be"),
    "a folder in its place": (
        lambda folder: ((folder / "broadsheet.toml").unlink(), (folder / "broadsheet.toml").mkdir()),
        "cannot be read",
    ),
    "no secrets": (lambda folder: (folder / "secrets.toml").unlink(), "There is no secrets.toml"),
    "open secrets": (lambda folder: (folder / "secrets.toml").chmod(0o644), "can be read by others"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_settings(site: Site, what: str) -> None:
    change, reason = BROKEN[what]
    change(site.folder)
    assert reason in sentence(site.run("serve"))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("BROADSHEET_PORT", "eighty", "The environment variable BROADSHEET_PORT is 'eighty', and should be"),
        ("BROADSHEET_PROT", "80", "did you mean BROADSHEET_PORT?"),
        ("DATABASE_URL", "mysql://root:geheim@db/paper", "The environment variable DATABASE_URL is not right"),
    ],
)
def test_broken_environment(site: Site, name: str, value: str, reason: str) -> None:
    site.environment[name] = value
    said = sentence(site.run("serve"))
    assert reason in said
    assert "geheim" not in said
