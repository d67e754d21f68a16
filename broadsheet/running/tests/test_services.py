"""The files that a machine runs a site by are taken by the programs that they are for."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broadsheet.edge.limits import Limits
from broadsheet.press.folder import Folder
from broadsheet.running import installing, planned, services
from broadsheet.running.health import safety
from broadsheet.running.services import Service


@pytest.mark.part("systemd-analyze")
def test_systemd_takes_the_units(service: Service, tmp_path: Path) -> None:
    odd = replace(service, site=tmp_path / "a site", writes=(tmp_path / "backups of 100%",))
    for number, each in enumerate((service, odd)):
        installing.write(each, root := tmp_path / f"root-{number}")
        units = sorted((root / "etc/systemd/system").iterdir())
        assert [unit.name for unit in units] == ["ledger-worker.service", "ledger.service"]
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
        assert (done.returncode, [line for line in done.stderr.splitlines() if "ledger" in line]) == (0, [])


EXPOSED = 20
"""Of 100, in systemd's own reckoning: a service that must listen and write into its folder has some."""


@pytest.mark.part("systemd-analyze")
def test_systemd_finds_little_that_the_units_leave_open(service: Service, tmp_path: Path) -> None:
    installing.write(service, tmp_path)
    for name in ("ledger.service", "ledger-worker.service"):
        unit = tmp_path / "etc/systemd/system" / name
        asked = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED}", "--no-pager", unit]
        done = subprocess.run(asked, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_a_paper_that_counts_nobody_has_no_log_of_pages(service: Service) -> None:
    silent = replace(service, count_readers=False)
    assert "broadsheet_readers" not in services.web_site(silent)
    units = [file.text for file in services.files(silent) if file.path.suffix == ".service"]
    assert "READERS_LOG" not in "".join(units)
    assert services.web_site(service).count("broadsheet_readers if=") == 1


def test_every_process_writes_the_same_site(service: Service) -> None:
    """Whatever order its sets have: else `check` would find that what stands there is another one."""
    prefixes = sorted(f"/{letter}{number}/" for letter in "abc" for number in range(5))
    Folder(service.site / "press").write_dynamic(prefixes)
    assert re.findall(r'"~\^(/[abc]\d/)\."', services.web_site(service)) == prefixes


@pytest.mark.part("logrotate")
def test_logrotate_takes_its_file(service: Service, tmp_path: Path) -> None:
    installing.write(service, tmp_path)
    file = tmp_path / "etc/logrotate.d/broadsheet-ledger"
    done = subprocess.run(["/usr/sbin/logrotate", "--debug", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr


def test_the_plan_shows_every_file_and_a_second_one_changes_nothing(service: Service, tmp_path: Path) -> None:
    shown = "\n".join(installing.plan(service))
    for file in services.files(service):
        assert str(file.path) in shown
    assert "systemctl enable ledger-worker ledger; systemctl restart ledger-worker ledger" in shown
    assert len(installing.write(service, tmp_path)) == len(services.files(service))
    assert installing.write(service, tmp_path) == []


# -- a second time


@pytest.fixture
def installed(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Service:
    """As `install-service` leaves it for the settings' site, with a name, a user and a certificate of one's own."""
    pair = (tmp_path / "mine.pem", tmp_path / "mine.key")
    for file in pair:
        file.touch()
    monkeypatch.setattr(planned, "UNITS", tmp_path / "etc/systemd/system")
    monkeypatch.setattr(planned, "ETC", tmp_path / "etc")
    monkeypatch.setattr(services, "UNITS", tmp_path / "etc/systemd/system")
    monkeypatch.setattr(services, "ETC", tmp_path / "etc")
    settings.SITE = service.site
    settings.BACKUP_TO = ""
    settings.CONFIG = settings.CONFIG.model_copy(update={"base_url": "https://ledger.example"})
    made = planned.service_for(name="paper", user="daemon", certificate=pair)
    for file in services.files(made):
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_text(file.text)
    return made


def test_a_second_time_goes_on_with_what_was_chosen(installed: Service, tmp_path: Path) -> None:
    assert planned.earlier(installed.site) == planned.Earlier("paper", "daemon", installed.certificate)
    assert planned.service_for() == installed
    assert planned.service_for(user="bin").user == "bin"
    other = planned.service_for(name="evening")
    assert (other.user, other.certificate) == ("evening", None)
    assert planned.earlier(tmp_path / "another") is None


def test_what_was_installed_for_other_settings_is_told(installed: Service, settings: Any) -> None:
    assert list(safety.outdated()) == []
    settings.CONFIG = settings.CONFIG.model_copy(update={"port": 8001})
    (told,) = map(str, safety.outdated())
    assert "sites-available/paper is not what this version and these settings would write: run `broadsheet" in told
    settings.BACKUP_TO = "/var/backups/ledger"
    assert len(planned.stale()) == 3
    settings.SITE = installed.site / "press"
    assert list(safety.outdated()) == []


def test_who_may_not_look_into_certbots_folder_is_told_the_rest(
    installed: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Server, worker and `check` run as the paper's own user, whom certbot lets nowhere."""
    closed = Path("/" + 300 * "x")  # no name that a disk takes; as certbot's folder is for that user
    monkeypatch.setattr(installing, "LETSENCRYPT", closed)
    assert installing.certificate_of("ledger.example") is None
    assert planned.stale() == []
    mine = planned.Earlier("paper", "daemon", (closed / "mine.pem", closed / "mine.key"))
    monkeypatch.setattr(installing, "LETSENCRYPT", Path("/nowhere"))
    monkeypatch.setattr(planned, "earlier", lambda site: mine)
    assert planned.service_for().certificate is None


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("ledger.example", "www.ledger.example"),
        ("www.ledger.example", "ledger.example"),
        ("localhost", ""),
        ("192.0.2.7", ""),
        ("2001:db8::7", ""),
    ],
)
def test_the_other_name_of_a_paper(host: str, name: str) -> None:
    assert planned.other_name(host, ()) == name
    assert planned.other_name(host, [name]) == ""


# -- what the machine would not bear


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: Service) -> Path:
    """Folders of a machine's own, which everybody can pass."""
    units = tmp_path / "units"
    packaged = tmp_path / "packaged"
    for folder in (units, packaged, tmp_path / "etc/nginx/sites-available"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(installing, "UNITS", units)
    monkeypatch.setattr(installing, "PACKAGED", (packaged,))
    monkeypatch.setattr(installing, "ETC", tmp_path / "etc")
    monkeypatch.setattr(installing, "_demand_passable", lambda what, path: None)
    return tmp_path


def test_a_name_that_another_service_has_is_refused(service: Service, machine: Path) -> None:
    installing.demand_possible(service, chosen=True)
    (machine / "packaged/ledger.service").write_text("[Unit]\nDescription=of a package\n")
    with pytest.raises(
        installing.NotInstalled, match="There is a service ledger that is not ours: give another name"
    ):
        installing.demand_possible(service, chosen=True)
    (machine / "units/ledger.service").write_text(services.files(service)[0].text)
    installing.demand_possible(service, chosen=True)
    (machine / "units/ledger-worker.service").write_text("[Unit]\n")
    with pytest.raises(installing.NotInstalled, match="There is a service ledger-worker that is not ours"):
        installing.demand_possible(service, chosen=True)
    (machine / "units/ledger-worker.service").unlink()
    (machine / "etc/nginx/sites-available/ledger").write_text("server {}\n")
    with pytest.raises(installing.NotInstalled, match="sites-available/ledger is not ours: give another name"):
        installing.demand_possible(service, chosen=True)
    (machine / "etc/nginx/sites-available/ledger").write_text(services.web_site(service))
    installing.demand_possible(service, chosen=True)


def test_a_user_of_another_program_is_taken_only_by_name(service: Service, machine: Path) -> None:
    news = replace(service, user="news")  # Debian has one, of its own news server
    with pytest.raises(installing.NotInstalled, match="There is a user news already, perhaps of another program"):
        installing.demand_possible(news, chosen=False)
    installing.demand_possible(news, chosen=True)
    (machine / "units/ledger.service").write_text(services.files(news)[0].text)
    installing.demand_possible(news, chosen=False)  # it was named the first time


def test_a_folder_that_nobody_else_can_pass_is_refused(service: Service, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir(mode=0o700)
    with pytest.raises(
        installing.NotInstalled, match=r"The site lies in .*, where only its owner can pass.*move it to"
    ):
        installing._demand_passable("site", tmp_path / "root/ledger")
    installing._demand_passable("site", Path("/usr/share"))


def _refused(service: Service, root: Path) -> None:
    with installing.unless_refused(service, root):
        assert installing.write(service, root)
        raise installing.NotInstalled("`nginx -t` failed: no such directive.")


def _nginx_files(root: Path) -> dict[Path, str]:
    return {path: path.read_text() for path in (root / "etc/nginx").rglob("*") if path.is_file()}


def test_what_nginx_refuses_is_put_back(service: Service, tmp_path: Path) -> None:
    main = tmp_path / "etc/nginx/nginx.conf"
    main.parent.mkdir(parents=True)
    main.write_text(DEBIANS)
    installing.write(service, tmp_path)
    kept = _nginx_files(tmp_path)
    other = replace(service, server_names=("other.example",))
    with pytest.raises(installing.NotInstalled, match=r"no such directive\. nginx's files are as they were"):
        _refused(other, tmp_path)
    assert _nginx_files(tmp_path) == kept
    (empty := tmp_path / "empty").mkdir()
    with pytest.raises(installing.NotInstalled):
        _refused(service, empty)
    assert [path for path in (empty / "etc/nginx").rglob("*") if not path.is_dir()] == []


DEBIANS = """\
user www-data;
worker_processes auto;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
	# multi_accept on;
}

http {
}
"""


@pytest.mark.part("nginx")
def test_nginx_gets_room_for_readers_once(nginx: Path, tmp_path: Path) -> None:
    roomy = services.roomier(DEBIANS)
    assert "\tworker_connections 32768;" in roomy
    assert "worker_rlimit_nofile 65536;\nevents {" in roomy
    assert services.roomier(roomy) == roomy
    larger = DEBIANS.replace("768", "50000")
    assert services.roomier(larger) == larger
    here = roomy.replace("user www-data;\n", f"pid {tmp_path}/pid;\n").replace("include ", "# include ")
    (tmp_path / "nginx.conf").write_text(here)
    tested = [nginx, "-t", "-e", tmp_path / "log", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    done = subprocess.run(tested, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_nginx_closes_a_kept_connection_before_our_server_does() -> None:
    """Otherwise a form that is sent at that very moment is lost."""
    assert Limits().idle > services.nginx.KEPT


def test_a_machine_with_a_strict_umask_lets_nginx_read_what_is_pressed(service: Service) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    plate = service.site / "press/plates/ferry/index.html"
    plate.chmod(0o600)
    plate.parent.chmod(0o700)
    installing.give(service)
    assert plate.stat().st_mode & 0o777 == 0o644
    assert plate.parent.stat().st_mode & 0o777 == 0o755


def test_others_on_the_machine_pass_the_site_and_read_only_what_is_pressed(service: Service) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    (service.site / "db.sqlite3").touch(0o644)
    (service.site / "media").mkdir(mode=0o755)
    installing.give(service)
    modes = {name: (service.site / name).stat().st_mode & 0o777 for name in (".", "db.sqlite3", "media")}
    assert modes == {".": 0o711, "db.sqlite3": 0o600, "media": 0o700}
    assert (service.site / "press/plates/ferry/index.html").stat().st_mode & 0o004
