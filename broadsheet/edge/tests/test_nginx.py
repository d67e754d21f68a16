"""A real nginx serves the press folder from the configuration that we make, with and without our server behind it."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadsheet.edge import nginx as config
from broadsheet.edge.tests.paper import KILLED, MISSING, MISSING_DE, STORY, STYLE
from broadsheet.edge.tests.running import PATIENCE, Running
from broadsheet.edge.tests.test_plates_served import UNPACK
from broadsheet.edge.tests.wire import Wire
from broadsheet.press.folder import Folder, pack
from tests.sites import until

pytestmark = pytest.mark.part("nginx")

FERRY = "/harbour/ferry/"
MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def serving(program: Path, folder: Folder, place: Path, site: config.Site) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    made, _ = config.write(folder, place, site)
    load = f"load_module {MODULE};\n" if site.brotli else ""
    temporary = "".join(
        f"{kind}_temp_path {place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = place / "nginx.conf"
    main.write_text(
        f"{load}daemon off; master_process off; worker_processes 1; pid {place}/pid; error_log {place}/log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}include {made};\n}}\n"
    )
    process = subprocess.Popen([program, "-c", main, "-e", place / "log", "-p", place], stderr=subprocess.PIPE)
    with process:
        try:
            _wait_for_port(site, process)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_for_port(site: config.Site, process: subprocess.Popen[bytes]) -> None:
    port = int(site.listen[0].rpartition(":")[2])
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    assert process.stderr is not None
    pytest.fail(process.stderr.read().decode() or "nginx does not listen")


@pytest.fixture(scope="module")
def alone(nginx: Path, paper: Folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """Configured with a server behind it, which is not there."""
    port, nobody = free_port(), free_port()
    site = config.Site(embedded=f"127.0.0.1:{nobody}", listen=(f"127.0.0.1:{port}",), brotli=config.has_brotli())
    with serving(nginx, paper, tmp_path_factory.mktemp("alone"), site):
        yield Wire(port)


@pytest.fixture(scope="module")
def in_front(nginx: Path, paper: Folder, tmp_path_factory: pytest.TempPathFactory, strict: Running) -> Iterator[Wire]:
    """In front of our server."""
    port = free_port()
    site = config.Site(embedded=f"127.0.0.1:{strict.wire.port}", listen=(f"127.0.0.1:{port}",), open_files=100)
    with serving(nginx, paper, tmp_path_factory.mktemp("front"), site):
        yield Wire(port)


def test_pages_come_from_disk_in_the_coding_asked_for(alone: Wire) -> None:
    codings = ["gzip", *(["br"] if config.has_brotli() else [])]
    for coding in codings:
        reply = alone.ask(FERRY, f"Accept-Encoding: {coding}")
        assert (reply.status, reply.headers["content-encoding"]) == (200, coding)
        assert UNPACK[coding](reply.body) == STORY
        assert reply.headers["vary"] == "Accept-Encoding"
    plain = alone.ask(FERRY + "?utm_source=letter")
    assert plain.body == STORY
    assert plain.headers["content-type"] == "text/html; charset=utf-8"
    assert plain.headers["cache-control"] == "public, max-age=0, s-maxage=60"
    assert plain.headers["x-content-type-options"] == "nosniff"
    assert alone.ask(FERRY, f"If-None-Match: {plain.headers['etag']}").status == 304


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/", "text/html; charset=utf-8", "public, max-age=0, s-maxage=60"),
        ("/rails/news-feed.json", "application/json", "public, max-age=0, s-maxage=10"),
        ("/harbour/gr%C3%BCn/", "text/html; charset=utf-8", "public, max-age=0, s-maxage=60"),
        ("/harbour/ferry/audio.mp3", "audio/mpeg", "public, max-age=0, s-maxage=60"),
        ("/media/quay.jpg", "image/jpeg", "public, max-age=0, s-maxage=60"),
        ("/static/paper.0123456789ab.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    ],
)
def test_media_types_and_lifetimes_are_those_of_our_server(
    alone: Wire, strict: Running, path: str, kind: str, cache: str
) -> None:
    ours = strict.wire.ask(path)
    theirs = alone.ask(path)
    assert theirs.body == ours.body
    for reply in (ours, theirs):
        assert (reply.headers["content-type"], reply.headers["cache-control"]) == (kind, cache)


@pytest.mark.parametrize(
    ("path", "status", "to"),
    [
        ("/harbour/old-ferry/", 301, FERRY),
        ("/harbour/old-ferry", 301, FERRY),
        ("/harbour/older-ferry/?a=b", 308, FERRY),
        ("/harbour/todays-ferry/", 302, FERRY),
        ("/harbour/tonights-ferry", 307, FERRY),
        ("/harbour/ferry", 308, FERRY),
        ("/harbour/ferry?a=b", 308, FERRY + "?a=b"),
        ("/harbour/gr%C3%BCn", 308, "/harbour/gr%C3%BCn/"),
    ],
)
def test_redirects(alone: Wire, path: str, status: int, to: str) -> None:
    reply = alone.ask(path)
    assert (reply.status, reply.headers["location"]) == (status, to)


def test_what_was_killed_is_gone(alone: Wire) -> None:
    reply = alone.ask("/harbour/killed/")
    assert (reply.status, reply.body) == (410, KILLED)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/nothing/", MISSING),
        ("/de/nichts/", MISSING_DE),
        ("/harbour/", MISSING),
        ("/404.html", MISSING),
        ("/harbour/ferry/index.html", MISSING),
        ("/harbour/ferry/index.html.gz", MISSING),
        ("/harbour/old-ferry/.to", MISSING),
        ("/harbour//ferry/", MISSING),
        ("/due", MISSING),
        ("/moved/harbour/old-ferry/.to", MISSING),
    ],
)
def test_any_other_path_gets_the_pressed_404(alone: Wire, path: str, body: bytes) -> None:
    reply = alone.ask(path)
    assert (reply.status, reply.body) == (404, body)


def test_the_way_to_what_was_killed_is_its_notice(alone: Wire, strict: Running) -> None:
    for wire in (alone, strict.wire):
        reply = wire.ask("/harbour/killed?a=b")
        assert (reply.status, reply.headers["location"]) == (308, "/harbour/killed/?a=b")


def test_a_path_that_climbs_is_refused(alone: Wire) -> None:
    for path in ("/../due", "/harbour/../../../due", "/%2e%2e/due"):
        assert alone.ask(path).status in (400, 404)


def test_without_our_server_forms_say_that_they_cannot_take_anything(alone: Wire) -> None:
    reply = alone.ask("/desk/", method="POST", body=b"a=b")
    assert reply.status == 503
    assert reply.body == b"This cannot be taken just now. Please try again in a moment.\n"
    assert (reply.headers["retry-after"], reply.headers["cache-control"]) == ("30", "no-store")


def test_with_our_server_django_and_due_urls_are_reached(in_front: Wire) -> None:
    assert in_front.ask("/desk/").headers["set-cookie"] == "session=1"
    assert in_front.ask("/healthz").body == b"desk\n"
    assert in_front.ask("/media/other.jpg").body == b"desk\n"
    assert in_front.ask("/desk/upload/", method="POST", body=b"abc").body.startswith(b'{"size": 3')
    assert in_front.ask("/harbour/due-three/").body.startswith(b"<p>/harbour/due-three/ pressed")
    assert in_front.ask("/nothing/").body == MISSING
    assert in_front.ask("/static/paper.css").body == STYLE


def test_redirects_are_those_of_the_press_folder_and_not_of_the_map(in_front: Wire, paper: Folder) -> None:
    """One that is younger than the map, and one that leads elsewhere by now."""
    paper.move("/harbour/young/", FERRY)
    paper.move("/harbour/old-ferry/", "/harbour/gr%C3%BCn/")
    try:
        assert in_front.ask("/harbour/young/").headers["location"] == FERRY
        assert in_front.ask("/harbour/old-ferry/").headers["location"] == "/harbour/gr%C3%BCn/"
        assert in_front.ask("/harbour/older-ferry").status == 308
    finally:
        paper.unmove("/harbour/young/")
        paper.move("/harbour/old-ferry/", FERRY)


def test_without_our_server_a_redirect_that_was_taken_back_is_none(alone: Wire, paper: Folder) -> None:
    paper.unmove("/harbour/old-ferry/")
    try:
        assert alone.ask("/harbour/old-ferry/").body == MISSING
    finally:
        paper.move("/harbour/old-ferry/", FERRY)


HASHED = ("/static/own.0123456789ab.css", "/media/libel.0123456789ab.jpg", "/static/gone.0123456789ab.css")


def test_only_what_is_there_is_kept_for_ever(nginx: Path, own_paper: Folder, tmp_path: Path) -> None:
    own_paper.put(HASHED[0], pack(b"body {}", ".css"))
    own_paper.put(HASHED[1], pack(KILLED, ".jpg"), gone=True)
    port = free_port()
    with serving(nginx, own_paper, tmp_path / "nginx", config.Site(embedded=None, listen=(f"127.0.0.1:{port}",))):
        replies = [Wire(port).ask(path) for path in HASHED]
        part = Wire(port).ask(HASHED[0], "Range: bytes=0-1")
    assert [reply.status for reply in (*replies, part)] == [200, 410, 404, 206]
    kept = ["immutable" in reply.headers["cache-control"] for reply in (*replies, part)]
    assert kept == [True, False, False, True]


def test_a_picture_stays_in_no_cache_since_it_can_be_killed(
    strict: Running, paper: Folder, nginx: Path, tmp_path: Path
) -> None:
    picture = "/media/7-0123456789abcdef-900.jpg"
    paper.put(picture, pack(b"\xff\xd8 no real picture", ".jpg"))
    paper.bump()
    until(lambda: strict.wire.ask(picture).status == 200)
    port = free_port()
    with serving(nginx, paper, tmp_path / "nginx", config.Site(embedded=None, listen=(f"127.0.0.1:{port}",))):
        replies = [strict.wire.ask(picture), Wire(port).ask(picture)]
    assert [reply.headers["cache-control"] for reply in replies] == ["public, max-age=3600, s-maxage=60"] * 2


def test_odd_characters_in_redirects_are_no_variables(nginx: Path, own_paper: Folder, tmp_path: Path) -> None:
    own_paper.move("/cost%20%22in%22%20$host/", "/price/$host/")
    port = free_port()
    with serving(nginx, own_paper, tmp_path / "nginx", config.Site(embedded=None, listen=(f"127.0.0.1:{port}",))):
        wire = Wire(port)
        assert wire.ask("/cost%20%22in%22%20$host/").headers["location"] == "/price/%24host/"
        assert wire.ask("/nothing/").body == MISSING
        assert wire.ask("/desk/").status == 404


LONG = "/harbour/" + "the-ferry-that-was-late-again-and-why.-" * 4


def test_long_redirects_and_such_that_differ_in_capitals(nginx: Path, own_paper: Folder, tmp_path: Path) -> None:
    """nginx loads no map with a key of more than 46 bytes, or with one twice; and it knows no capitals there."""
    moves = {LONG + "/": "/long/", LONG + "2/": "/longer/", "/news/A/": "/capital/", "/news/a/": "/small/"}
    moves |= {"/" + "%D0%B6" * 90 + "/": "/cyrillic/", LONG.replace(".", "x") + "/": "/no-dot/"}
    for url, to in moves.items():
        own_paper.move(url, to, 308)
    port = free_port()
    with serving(nginx, own_paper, tmp_path / "nginx", config.Site(embedded=None, listen=(f"127.0.0.1:{port}",))):
        wire = Wire(port)
        for url, to in moves.items():
            reply = wire.ask(url)
            assert (reply.status, reply.headers["location"]) == (308, to)
        assert wire.ask("/HARBOUR/old-ferry/").status == 404
