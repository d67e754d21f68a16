"""Links to elsewhere are looked at in the background, by rules, and what was found is kept."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from broadsheet.kit import clock
from broadsheet.kit.outbound import NotFound, Outbound, Refused, Unreachable, is_public
from broadsheet.proofreading import elsewhere
from broadsheet.proofreading.looking import Looking
from broadsheet.proofreading.models import Elsewhere

State = Elsewhere.State
HERE = "127.0.0.1"


class Town(BaseHTTPRequestHandler):
    """`asked` holds what it was asked, as (method, path)."""

    asked: list[tuple[str, str]]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked.append((self.command, self.path))
        if self.path == "/slow":
            for _n in range(50):
                self.wfile.write(b"H")
                threading.Event().wait(0.05)
            return
        status, to = {
            "/there": (200, ""),
            "/moved": (301, "/there"),
            "/inside": (302, "http://desk.inside/"),
            "/round": (302, "/round"),
            "/no-head": (405 if self.command == "HEAD" else 200, ""),
            "/members": (403, ""),
            "/trouble": (503, ""),
        }.get(self.path, (404, ""))
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """A test says nothing."""


@pytest.fixture
def town() -> Iterator[str]:
    """The address of a server that is taken for one of the Internet, called town.news."""
    Town.asked = []
    server = ThreadingHTTPServer((HERE, 0), Town)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://town.news:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def resolve(host: str, port: int) -> list[str]:
    if host == "nobody.news":
        raise socket.gaierror
    return {"desk.inside": ["10.0.0.7"], "both.news": [HERE, "10.0.0.7"]}.get(host, [HERE])


def out(**more: Any) -> Outbound:
    return Outbound(resolve=resolve, allowed=lambda address: address == HERE, **more)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *(("8.8.8.8", True), ("2606:4700::1111", True)),
        *(("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("100.64.0.1", False)),
        *(("::1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False)),
        *(("64:ff9b::a00:1", False), ("2002:0a00:0001::1", False), ("224.0.0.1", False), ("0.0.0.0", False)),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_only_the_internet_is_asked(town: str) -> None:
    for url in (
        "ftp://town.news/",
        "http://desk.inside/",
        town.replace("town", "both"),
        "http://a:b@town.news/",
        "x",
    ):
        with pytest.raises(Refused):
            out().status(url)
    with pytest.raises(Refused):
        Outbound().status(town.replace("town.news", HERE))
    with pytest.raises(NotFound):
        out().status("http://nobody.news/")
    assert Town.asked == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/there#part", 200), ("/moved", 200), ("/no-head", 200), ("/gone", 404), ("/members", 403), ("/a b/é", 404)],
)
def test_what_a_server_says(town: str, path: str, status: int) -> None:
    assert out().status(town + path) == status


def test_redirects_are_few_and_judged_too(town: str) -> None:
    for path in ("/inside", "/round"):
        with pytest.raises(Refused):
            out().status(town + path)
    assert len(Town.asked) == 6


def test_a_server_that_drips_is_left(town: str) -> None:
    with pytest.raises(Unreachable):
        out(longest=0.3).status(f"{town}/slow")


def test_a_closed_door_is_no_answer() -> None:
    with socket.socket() as closed:
        closed.bind((HERE, 0))
        with pytest.raises(Unreachable):
            out().status(f"http://town.news:{closed.getsockname()[1]}/")


# -- looking


def look() -> None:
    looking = Looking(threading.Event(), out(longest=2.0))
    while looking.look_at_one():
        pass


@pytest.mark.django_db
def test_what_is_noticed_is_looked_at_once(town: str) -> None:
    urls = [f"{town}/there", f"{town}/there#part", f"{town}/gone", "https://ledger.example/", "mailto:ada@town.news"]
    assert elsewhere.notice(urls)
    assert elsewhere.known(urls)[f"{town}/gone"].state == State.NEW
    look()
    found = elsewhere.known(urls)
    assert {row.url.rpartition("/")[2]: (row.state, row.status) for row in found.values()} == {
        "there": (State.THERE, 200),
        "gone": (State.GONE, 404),
    }
    assert not elsewhere.notice(urls)
    look()
    assert len(Town.asked) == 3  # "gone" by HEAD and by GET


@pytest.mark.django_db
def test_what_is_old_is_looked_at_again(town: str) -> None:
    urls = [f"{town}/there"]
    elsewhere.notice(urls)
    look()
    Elsewhere.objects.update(looked_at=clock.wall() - timedelta(days=2))
    assert elsewhere.notice(urls)
    look()
    assert len(Town.asked) == 2


@pytest.mark.django_db
def test_trouble_is_asked_again_and_then_left(town: str) -> None:
    elsewhere.notice([f"{town}/trouble"])
    for _n in range(6):
        look()
        Elsewhere.objects.filter(due__isnull=False).update(due=clock.wall())
    row = Elsewhere.objects.get()
    assert (row.state, row.status, row.due, len(Town.asked)) == (State.UNSURE, 503, None, 4)


@pytest.mark.django_db
def test_a_paper_can_leave_links_alone(town: str, settings: Any) -> None:
    settings.PAPER_LOOKS_AT_LINKS = False
    assert not elsewhere.notice([f"{town}/there"])
    assert not Elsewhere.objects.exists()
