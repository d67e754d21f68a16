"""The files that a machine runs a site by are taken by the programs that they are for."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broadsheet.edge.limits import Limits
from broadsheet.newsletters.tests.relays import certificate
from broadsheet.press.folder import Folder, pack
from broadsheet.running import installing, planned, services
from broadsheet.running.health import safety
from broadsheet.running.services import Service
from tests.postgres import free_port
from tests.sites import until

PAGE = "<p>The Mirna Bay Ledger</p>" * 40
CERTIFICATE = (Path("fullchain.pem"), Path("privkey.pem"))


@pytest.fixture
def service(tmp_path: Path) -> Service:
    folder = Folder(tmp_path / "site/press")
    folder.make()
    folder.write_dynamic(["/desk/", "/static/", "/newsletters/", "/healthz"])
    folder.put("/ferry/", pack(PAGE.encode(), ".html"))
    folder.move("/old/", "/ferry/")
    program = tmp_path / "bin/broadsheet"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    names = ("127.0.0.1", "www.ledger.example")
    return Service("ledger", "The 100% Ledger", tmp_path / "site", "daemon", program, free_port(), names)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd-analyze")
def test_systemd_takes_the_units(service: Service, tmp_path: Path) -> None:
    odd = replace(service, site=tmp_path / "a site", writes=(tmp_path / "backups of 100%",))
    for number, each in enumerate((service, odd)):
        installing.write(each, root := tmp_path / f"root-{number}")
        units = sorted((root / "etc/systemd/system").iterdir())
        assert [unit.name for unit in units] == ["ledger-worker.service", "ledger.service"]
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
        assert (done.returncode, [line for line in done.stderr.splitlines() if "ledger" in line]) == (0, [])


@contextmanager
def nginx_with(program: Path, service: Service, place: Path) -> Iterator[None]:
    """A real nginx with the site as it is written, but for the folders that only root has."""
    installing.write(service, place)
    site = place / f"etc/nginx/sites-available/{service.name}"
    text = site.read_text()
    for folder in ("/etc/nginx/", "/var/log/", "/var/lib/broadsheet-acme"):
        text = text.replace(folder, f"{place}{folder}")
    site.write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    load = f"load_module {module};\n" if (module := services.nginx._BROTLI_MODULES[0]).exists() else ""
    main = place / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""
    main.write_text(
        f"{load}{user}daemon off; master_process off; pid {place}/pid; error_log {place}/log;\n"
        f"events {{}}\nhttp {{\n{temporary}include {site};\n}}\n"
    )
    with subprocess.Popen([program, "-c", main, "-e", place / "log", "-p", place], stderr=subprocess.PIPE) as process:
        try:
            until(lambda: _listens(service) or process.poll() is not None)
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            yield
        finally:
            process.terminate()


def _listens(service: Service) -> bool:
    try:
        _ask(service, "/ferry/", secure=False)
    except OSError:
        return False
    return True


def _ask(
    service: Service, path: str, *, secure: bool, trust: Path | None = None, **headers: str
) -> tuple[int, str, str]:
    port = int(service.listen[secure].rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    if secure:
        context = ssl.create_default_context(cafile=trust)
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    try:
        return answer.status, answer.getheader("location", ""), answer.read().decode("latin1")
    finally:
        connection.close()


@pytest.mark.part("nginx")
def test_nginx_serves_plates_over_https_and_says_nothing_of_readers(
    service: Service, nginx: Path, tmp_path: Path
) -> None:
    ports = (f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}")
    _, trust = certificate(tmp_path)
    pair = (tmp_path / "relay.pem", tmp_path / "relay.key")
    brotli = services.nginx.has_brotli()
    secured = replace(
        service, listen=ports, certificate=pair, brotli=brotli, http2_listen=not installing.nginx_knows_http2_on()
    )
    (place := tmp_path / "root").mkdir()
    (place / "var/lib/broadsheet-acme/.well-known/acme-challenge").mkdir(parents=True)
    (place / "var/lib/broadsheet-acme/.well-known/acme-challenge/word").write_text("of the certificate authority")
    with nginx_with(nginx, secured, place):
        assert _ask(secured, "/ferry/", secure=True, trust=trust) == (200, "", PAGE)
        assert _ask(secured, "/old/", secure=True, trust=trust)[:2] == (301, "/ferry/")
        assert _ask(secured, "/ferry/?a=1", secure=False)[:2] == (301, "https://127.0.0.1/ferry/?a=1")
        assert _ask(secured, "/.well-known/acme-challenge/word", secure=False)[2] == "of the certificate authority"
        assert _ask(secured, "/newsletters/confirm/a-secret/?token=b", secure=True, trust=trust)[0] == 503
        log = place / "var/log/broadsheet/ledger.access.log"
        until(lambda: log.read_text().count("\n") >= 3, 10)
    said = log.read_text()
    assert '"path":"/ferry/"' in said
    assert '"path":"/newsletters/…"' in said
    assert [word for word in ("127.0.0.1", "secret", "token") if word in said] == []


@pytest.mark.part("nginx")
@pytest.mark.parametrize(("kept", "address"), [("none", ""), ("network", "127.0.0.0"), ("full", "127.0.0.1")])
def test_the_log_keeps_of_an_address_what_the_operator_allows(
    service: Service, nginx: Path, tmp_path: Path, kept: str, address: str
) -> None:
    plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), log_addresses=kept)
    assert ('error.log" emerg;' in services.web_site(plain)) is (kept != "full")
    (place := tmp_path / "root").mkdir()
    with nginx_with(nginx, plain, place):
        assert _ask(plain, "/ferry/", secure=False)[0] == 200
        log = place / "var/log/broadsheet/ledger.access.log"
        until(lambda: log.read_text(), 10)
    assert f'"from":"{address}"' in log.read_text()


@pytest.mark.part("nginx")
def test_pages_that_nginx_serves_from_disk_are_told_without_their_readers(
    service: Service, nginx: Path, tmp_path: Path
) -> None:
    plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""))
    (place := tmp_path / "root").mkdir()
    log = place / f"var/log/broadsheet/{services.opened_pages(plain).name}"
    phone, forum = {"User-Agent": "Mozilla/5.0 (a telephone)"}, {"Referer": "https://forum.example:8443/a?b=secret"}
    with nginx_with(nginx, plain, place):
        for path, headers in (
            ("/ferry/?to=ada", {**phone, **forum}),
            ("/ferry/", {"DNT": "1", **forum}),
            ("/ferry/", {"Sec-Fetch-Dest": "document"}),
            ("/ferry/", {"Sec-Purpose": "prefetch"}),
            ("/ferry/", {"Sec-Fetch-Dest": "empty"}),
            ("/no-page/", phone),
            ("/old/", phone),
            ("/desk/", phone),
            ("/newsletters/confirm/a-secret/", phone),
        ):
            _ask(plain, path, secure=False, **headers)
        until(lambda: log.read_text().count("\n") >= 4, 60)
    said = [json.loads(line) for line in log.read_text().splitlines()][1:]  # the first asked whether nginx is there
    assert [(line["path"], line["from"], line["agent"], line["quiet"]) for line in said] == [
        ("/ferry/", "forum.example:8443", phone["User-Agent"], ""),
        ("/ferry/", "", "", "1"),
        ("/ferry/", "", "", ""),
    ]
    assert {"at", "path", "from", "agent", "quiet", "visit"} == set(said[0])
    assert [word for word in ("127.0.0.1", "secret", "ada") if word in log.read_text()] == []


def test_a_paper_that_counts_nobody_has_no_log_of_pages(service: Service) -> None:
    silent = replace(service, count_readers=False)
    assert "broadsheet_readers" not in services.web_site(silent)
    units = [file.text for file in services.files(silent) if file.path.suffix == ".service"]
    assert "READERS_LOG" not in "".join(units)
    assert services.web_site(service).count("broadsheet_readers if=") == 1


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


@pytest.mark.part("nginx")
def test_who_sends_a_form_while_our_server_is_away_gets_a_page(service: Service, nginx: Path, tmp_path: Path) -> None:
    page = "<!doctype html><title>Later</title>"
    Folder(service.site / "press").put("/404.html", pack(b"There is no such page.", ".html"))
    plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), away=page)
    (place := tmp_path / "root").mkdir()
    with nginx_with(nginx, plain, place):
        for method in ("GET", "POST"):
            connection = http.client.HTTPConnection("127.0.0.1", int(plain.listen[0].rpartition(":")[2]), timeout=5)
            connection.request(method, "/newsletters/subscribe/", body=b"a=b" if method == "POST" else None)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            assert (answer.status, answer.read().decode()) == (503, page)
            assert (told["retry-after"], told["cache-control"]) == ("30", "no-store")
            assert told["content-type"].startswith("text/html")
            assert told["content-security-policy"]
            connection.close()
        assert _ask(plain, "/.broadsheet/away.html", secure=False)[0] == 404


@pytest.mark.part("nginx")
def test_the_name_with_www_leads_to_the_one_without(service: Service, nginx: Path, tmp_path: Path) -> None:
    port = free_port()
    _, trust = certificate(tmp_path)
    named = replace(service, server_names=("ledger.example",), www="www.ledger.example")
    plain = replace(named, listen=(f"127.0.0.1:{port}", ""))
    (place := tmp_path / "root").mkdir()
    with nginx_with(nginx, plain, place):
        found = _ask(plain, "/ferry/?a=1", secure=False, Host="www.ledger.example")
        assert found[:2] == (301, "http://ledger.example/ferry/?a=1")
        assert _ask(plain, "/ferry/", secure=False, Host="ledger.example")[0] == 200
    pair = (tmp_path / "relay.pem", tmp_path / "relay.key")
    ports = (f"127.0.0.1:{port}", f"127.0.0.1:{free_port()}")
    secured = replace(named, listen=ports, certificate=pair, www_secure=True)
    secured = replace(secured, http2_listen=not installing.nginx_knows_http2_on())
    with nginx_with(nginx, secured, place):
        for secure in (False, True):
            found = _ask(secured, "/ferry/?a=1", secure=secure, trust=trust, Host="www.ledger.example")
            assert found[:2] == (301, "https://ledger.example/ferry/?a=1")
        assert _ask(secured, "/ferry/", secure=True, trust=trust, Host="ledger.example") == (200, "", PAGE)


@pytest.mark.part("nginx")
def test_what_stands_before_nginx_is_believed_only_when_it_is_named(
    service: Service, nginx: Path, tmp_path: Path
) -> None:
    (place := tmp_path / "root").mkdir()
    log = place / "var/log/broadsheet/ledger.access.log"
    for proxies, address in (((), "127.0.0.1"), (("127.0.0.0/8",), "198.51.100.7")):
        plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), log_addresses="full", proxies=proxies)
        with nginx_with(nginx, plain, place):
            _ask(plain, "/ferry/", secure=False, **{"X-Forwarded-For": "198.51.100.7"})
            until(lambda address=address: f'"from":"{address}"' in log.read_text(), 10)


@pytest.mark.part("nginx")
def test_one_address_takes_so_many_requests_at_once(service: Service, nginx: Path, tmp_path: Path) -> None:
    few = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), connections_each=2)
    (place := tmp_path / "root").mkdir()
    # a server that never answers holds each of them
    with socket.create_server(("127.0.0.1", service.port)), nginx_with(nginx, few, place), ExitStack() as stack:
        for _ in range(2):
            held = stack.enter_context(socket.create_connection(("127.0.0.1", int(few.listen[0].rpartition(":")[2]))))
            held.sendall(b"GET /desk/ HTTP/1.1\r\nHost: ledger.example\r\n\r\n")
        until(lambda: _ask(few, "/ferry/", secure=False)[0] == 503, 10)
    assert "limit_conn" not in services.web_site(replace(service, connections_each=0))


@pytest.mark.part("nginx")
@pytest.mark.parametrize(
    ("holding", "counted", "free"),
    [
        # the bytes of a line feed and of capitals, and zeros in the middle, which text would not show
        ("2001:db8:a0a:4142::1", "2001:db8:a0a:4142:ffff:1::7", "2001:db8:a0a:6162::1"),
        ("2001:db8::1", "2001:db8:0:0:1::1", "2001:db8:0:1::1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_of_ipv6_a_household_is_one_address(
    service: Service, nginx: Path, tmp_path: Path, holding: str, counted: str, free: str
) -> None:
    """nginx believes who stands before it, and that is us."""
    few = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), connections_each=1, proxies=("127.0.0.1",))
    (place := tmp_path / "root").mkdir()
    port = int(few.listen[0].rpartition(":")[2])
    # a server that never answers holds it
    with socket.create_server(("127.0.0.1", service.port)), nginx_with(nginx, few, place), ExitStack() as stack:
        held = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        held.sendall(f"GET /desk/ HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {holding}\r\n\r\n".encode())
        until(lambda: _ask(few, "/ferry/", secure=False, **{"X-Forwarded-For": counted})[0] == 503, 10)
        assert _ask(few, "/ferry/", secure=False, **{"X-Forwarded-For": free})[0] == 200


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
