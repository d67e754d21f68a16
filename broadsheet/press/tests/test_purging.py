"""A cache in front is told what changed: by tag, or by URL where it knows no tags; once, and not before it is
served."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import caches, dispatching, purging
from broadsheet.press.caches import cloudflare, fastly
from broadsheet.press.folder import Folder
from broadsheet.press.models import Plate, Purge
from broadsheet.press.tests.conftest import Press
from broadsheet.press.tests.several import HostOfOurs, several

pytestmark = pytest.mark.django_db
PAPER = "https://ledger.example"
PATHS = ["/a,b/", "/harbour/ferry/"]


@dataclass
class Service:
    """What a cache's own interface answers, and what it was asked."""

    port: int = 0
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By what the path begins with; otherwise 200."""
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            told = {name.lower(): value for name, value in self.headers.items()}
            made.asked.append((self.command, self.path, told, json.loads(body) if body else None))
            begins = f"{self.command} {self.path}"
            status, text = next((a for start, a in made.answers.items() if begins.startswith(start)), (200, "{}"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_PURGE = _answer

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def test_any_cache_gets_the_tags_in_both_headers(service: Service) -> None:
    caches.at(f"{service.url}/told", "secret", PAPER).purge(PATHS)
    ((method, path, headers, _),) = service.asked
    assert (method, path, headers["authorization"]) == ("POST", "/told", "Bearer secret")
    assert headers["surrogate-key"] == "/a%2Cb/ /harbour/ferry/"
    assert headers["cache-tag"] == "/a%2Cb/,/harbour/ferry/"


def test_one_that_knows_no_tags_gets_each_path_and_is_not_asked_for_tags_each_time(service: Service) -> None:
    service.answers["POST"] = 405, "no"
    service.answers["PURGE /a"] = 404, "nothing was kept"
    cache = caches.at(service.url, "", PAPER)
    for _ in range(2):
        cache.purge(PATHS)
    asked = [(method, path) for method, path, _, _ in service.asked]
    assert asked == [("POST", "/"), *[("PURGE", path) for path in PATHS] * 2]
    assert {headers["host"] for method, _, headers, _ in service.asked if method == "PURGE"} == {"ledger.example"}


def test_cloudflare_by_tag_and_by_url(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloudflare, "API", service.url)
    cache = caches.at("cloudflare:zone0001", "secret", PAPER)
    cache.purge(PATHS)
    method, path, headers, body = service.asked[0]
    assert (method, path, headers["authorization"]) == ("POST", "/zones/zone0001/purge_cache", "Bearer secret")
    assert body == {"tags": ["/a%2Cb/", "/harbour/ferry/"]}
    service.answers["POST"] = 403, '{"errors": [{"message": "no"}]}'
    with pytest.raises(caches.Refused, match=r"^Cloudflare answers 403: no$"):
        cache.purge(PATHS)
    assert service.asked[-1][3] == {"files": [f"{PAPER}{path}" for path in PATHS]}


def test_fastly_by_tag_and_by_url(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fastly, "API", service.url)
    cache = caches.at("fastly:service01", "secret", PAPER)
    cache.purge(PATHS)
    method, path, headers, _ = service.asked[0]
    assert (method, path, headers["fastly-key"]) == ("POST", "/service/service01/purge", "secret")
    assert headers["surrogate-key"] == "/a%2Cb/ /harbour/ferry/"
    service.answers["POST /service"] = 405, ""
    cache.purge(PATHS)
    assert [path for _, path, _, _ in service.asked[2:]] == [f"/purge/ledger.example{path}" for path in PATHS]


# -- the ledger


@pytest.fixture
def told(settings, service: Service) -> Iterator[Service]:
    settings.PURGE_TO, settings.PURGE_TOKEN = f"{service.url}/told", ""
    yield service
    purging._cache.cache_clear()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    def passes(seconds: float) -> None:
        real = clock.wall
        monkeypatch.setattr(clock, "wall", lambda: real() + timedelta(seconds=seconds))

    return passes


def keys(service: Service) -> list[str]:
    return [headers["surrogate-key"] for _, _, headers, _ in service.asked]


def test_what_changed_is_told_once_when_everybody_serves_it(press: Press, told: Service, later) -> None:
    Group.objects.create(name="anna")
    press.settle()
    assert purging.tell() == 0  # nginx may still have the old file open
    later(2)
    assert purging.tell() == 2
    assert keys(told) == ["/g/ /g/anna/"]
    Plate.objects.update(wanted=50)
    press.settle()
    later(2)
    assert (purging.tell(), len(told.asked)) == (0, 1)


def test_what_a_run_switched_that_died_before_it_settled_is_told(press: Press, told: Service, later) -> None:
    group = Group.objects.create(name="anna")
    press.settle()
    Purge.objects.all().delete()
    Group.objects.filter(pk=group.pk).update(name="berta")
    broken_off, press.presser.outlet.announce = press.presser.outlet.announce, _dies
    with pytest.raises(InterruptedError):
        press.settle()
    press.presser.outlet.announce = broken_off
    Plate.objects.update(claim="")
    assert press.read("/g/berta/") is not None
    assert not Purge.objects.exists()
    assert press.settle().changed == ()
    assert set(Purge.objects.values_list("url", flat=True)) == {"/g/", "/g/anna/", "/g/berta/"}


def _dies() -> None:
    raise InterruptedError


def test_a_cache_that_refuses_is_tried_again_and_the_cause_is_kept(press: Press, told: Service, later) -> None:
    told.answers["POST"] = 503, "busy"
    Group.objects.create(name="anna")
    press.settle()
    later(2)
    for wait in (1, 2, 4):
        assert purging.tell() == 0
        later(wait - 0.5)
        assert purging.tell() == 0
        later(0.6)
    assert len(told.asked) == 3
    assert purging.untold() == purging.Untold(2, "The cache answers 503: busy")
    told.answers.clear()
    assert purging.tell() == 2
    assert purging.untold().count == 0


def test_a_change_while_the_cache_is_told_is_told_again(press: Press, told: Service, later, monkeypatch) -> None:
    Group.objects.create(name="anna")
    press.settle()
    later(2)
    cache = purging.cache()
    assert cache is not None
    purge = cache.purge

    def meanwhile(paths: list[str]) -> None:
        monkeypatch.setattr(cache, "purge", purge)
        purging.note(["/g/"])
        purge(paths)

    monkeypatch.setattr(cache, "purge", meanwhile)
    assert purging.tell() == 1
    later(2)
    assert purging.tell() == 1
    assert keys(told) == ["/g/ /g/anna/", "/g/"]


def test_with_several_hosts_it_is_told_when_each_that_is_there_has_it(
    paper: None, settings, told: Service, tmp_path: Path, later
) -> None:
    with several(settings):
        one, two = HostOfOurs(tmp_path / "one"), HostOfOurs(tmp_path / "two")
        newsroom = Press(Folder(tmp_path / "newsroom"))
        Group.objects.create(name="anna")
        newsroom.settle()
        later(2)
        one.follow()
        one.follower._tell()
        purging.hosts.Host.objects.update(name="one")
        two.follower._tell()
        assert purging.tell() == 0
        two.follow()
        two.follower._tell()
        assert purging.tell() == 2
        dispatching.write([dispatching.Standing("/old/", 301, to="/g/")])
        purging.note(["/old/"])
        one.follow()
        one.follower._tell()
        later(2)
        assert purging.tell() == 0
        everybody = purging.hosts.Host.objects
        everybody.filter(name="one").update(upto=10**9)
        everybody.exclude(name="one").update(seen=F("seen") + timedelta(days=1))  # lost, and its clock ran ahead
        assert purging.tell() == 1
