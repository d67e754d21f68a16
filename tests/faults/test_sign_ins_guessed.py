"""Somebody guesses passwords through nginx, in front of two processes of the server: each counts for both, by the
address that the guesser really has."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from broadsheet.running.services import Service
from broadsheet.running.tests.behind_nginx import nginx_with
from tests.postgres import free_port
from tests.sites import EDITOR, PASSWORD, Site

pytestmark = [pytest.mark.slow, pytest.mark.part("nginx")]

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def fronted(site: Site, nginx: Path, tmp_path: Path) -> Iterator[int]:
    """The port of an nginx as `install-service` writes it, in front of two processes."""
    port = free_port()
    site.environment["BROADSHEET_BASE_URL"] = f"http://127.0.0.1:{port}"
    site.serve("--workers", "2")
    program = tmp_path / "broadsheet"
    program.touch(0o755)
    names = ("127.0.0.1", "ledger.example")
    service = Service(
        "ledger", "The Ledger", site.folder, "daemon", program, site.port, names, listen=(f"127.0.0.1:{port}", "")
    )
    (place := tmp_path / "root").mkdir()
    with nginx_with(nginx, service, place):
        yield port


def attempt(port: int, password: str, address: str, **headers: str) -> int:
    """The status of a sign-in from this address of the machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
    try:
        connection.request("GET", "/desk/login/")
        page = connection.getresponse()
        text, cookie = page.read().decode(), (page.getheader("set-cookie") or "").partition(";")[0]
        token = TOKEN.search(text)
        assert token is not None, text
        sent = urlencode({"username": EDITOR, "password": password, "csrfmiddlewaretoken": token[1]})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/desk/login/", sent, {"Cookie": cookie, **kind, **headers})
        return connection.getresponse().status
    finally:
        connection.close()


def test_whoever_guesses_is_refused_and_nobody_else(fronted: int) -> None:
    assert [attempt(fronted, "tide", "127.0.0.5") for _ in range(5)] == [200] * 4 + [429]
    assert attempt(fronted, PASSWORD, "127.0.0.5") == 429
    lie = {"X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.7", "Forwarded": "for=192.0.2.7"}
    assert attempt(fronted, PASSWORD, "127.0.0.5", **lie) == 429
    assert attempt(fronted, PASSWORD, "127.0.0.6") == 302
