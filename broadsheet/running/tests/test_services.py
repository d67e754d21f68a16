"""The files that a machine runs a site by are taken by the programs that they are for."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from broadsheet.newsletters.tests.relays import certificate
from broadsheet.press.folder import Folder, pack
from broadsheet.running import installing, services
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
    assert "systemctl enable --now ledger-worker ledger" in shown
    assert len(installing.write(service, tmp_path)) == len(services.files(service))
    assert installing.write(service, tmp_path) == []


def test_others_on_the_machine_pass_the_site_and_read_only_what_is_pressed(service: Service) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    (service.site / "db.sqlite3").touch(0o644)
    (service.site / "media").mkdir(mode=0o755)
    installing.give(service)
    modes = {name: (service.site / name).stat().st_mode & 0o777 for name in (".", "db.sqlite3", "media")}
    assert modes == {".": 0o711, "db.sqlite3": 0o600, "media": 0o700}
    assert (service.site / "press/plates/ferry/index.html").stat().st_mode & 0o004
