"""`broadsheet serve` as a person starts it: a process, a port, pages with and without a database."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadsheet.press.folder import Folder, pack
from broadsheet.site.tests.conftest import Run
from tests.postgres import free_port

Serve = Callable[..., int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers that are stopped after the test; returns the port."""
    servers: list[subprocess.Popen[str]] = []

    def start(site: Path, *options: str) -> int:
        port = free_port()
        command = [sys.executable, "-m", "broadsheet", "serve", "--site", str(site), "--port", str(port), *options]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        servers.append(server)
        assert server.stdout is not None
        assert f":{port}/" in server.stdout.readline()
        return port

    yield start
    for server in servers:
        server.send_signal(signal.SIGTERM)
    for server in servers:
        _, _ = server.communicate(timeout=30)
        assert server.returncode == 0


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def health(port: int) -> tuple[int, list[str]]:
    status, _, body = ask(port, "/healthz")
    return status, json.loads(body)["troubles"]


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def press(site: Path, url: str, text: str) -> None:
    folder = Folder(site / "press")
    folder.make()
    folder.put(url, pack(text.encode(), ".html"))
    folder.bump()


def test_a_new_site_has_a_first_page_at_once(site: Path, serve: Serve) -> None:
    status, headers, body = ask(serve(site), "/")
    assert (status, headers.get("set-cookie")) == (200, None)
    assert b"The Mirna Bay Ledger" in body


def test_a_new_site_is_healthy_and_its_desk_asks_who_you_are(site: Path, serve: Serve) -> None:
    port = serve(site)
    until(lambda: health(port) == (200, []))
    status, headers, _ = ask(port, "/desk/")
    assert (status, headers["location"]) == (302, "/desk/login/?next=/desk/")


def test_static_files_come_without_being_collected(site: Path, serve: Serve) -> None:
    status, headers, _ = ask(serve(site), "/static/wagtailadmin/css/core.css")
    assert status == 200
    assert "set-cookie" not in headers


def test_without_a_database_pressed_pages_are_served_and_health_says_why(site: Path, serve: Serve) -> None:
    (site / "db.sqlite3").unlink()
    press(site, "/about/", "<p>The Mirna Bay Ledger")
    port = serve(site)
    assert ask(port, "/about/")[0] == 200
    assert health(port) == (503, ["The database does not answer"])
    status, headers, body = ask(port, "/desk/login/", Cookie=f"sessionid={'a' * 32}")
    assert (status, headers["retry-after"]) == (503, "10")
    assert b"Cannot take anything now" in body


def test_a_database_that_comes_back_is_used_again(site: Path, serve: Serve) -> None:
    (site / "db.sqlite3").rename(site / "away")
    port = serve(site)
    assert health(port)[0] == 503
    (site / "away").rename(site / "db.sqlite3")
    until(lambda: health(port)[0] == 200)
    assert ask(port, "/desk/login/")[0] == 200


def test_a_separate_worker_is_missed_and_then_there(site: Path, serve: Serve) -> None:
    with (site / "broadsheet.toml").open("a") as settings:
        settings.write('worker = "separate"\n')
    port = serve(site)
    assert health(port) == (503, ["No worker is alive"])
    worker = subprocess.Popen([sys.executable, "-m", "broadsheet", "worker", "--site", str(site)])
    try:
        until(lambda: health(port)[0] == 200)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0


def test_several_processes_serve(site: Path, serve: Serve) -> None:
    port = serve(site, "--workers", "2")
    assert all(ask(port, "/desk/login/")[0] == 200 for _ in range(6))
    until(lambda: health(port)[0] == 200)


def test_a_port_in_use_is_told(site: Path, serve: Serve, broadsheet: Run) -> None:
    port = serve(site)
    done = broadsheet("serve", "--site", site, "--port", port)
    assert done.returncode == 1
    assert f"broadsheet: Port {port} on 127.0.0.1 is in use by another program" in done.stderr
