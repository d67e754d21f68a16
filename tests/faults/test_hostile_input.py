"""What people and programs send by mistake or on purpose: files that are no saved pages, paths that climb out,
requests that two servers could understand in two ways. Against the whole paper; each part has its own tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.edge.tests.wire import Wire
from tests.faults.conftest import LEDGER, Ledger
from tests.sites import Site, copied

pytestmark = pytest.mark.slow

NOISE = bytes((n * 197 + n // 7) % 256 for n in range(5000))
MEMORY = 600 << 20  # bytes that an import may take, of a file of any size


def _huge(path: Path) -> None:
    """Two gigabytes to whoever reads it, and nothing on the disk."""
    with path.open("wb") as file:
        file.write(b"<html><p>Ferry")
        file.truncate(2 << 30)


FILES = {
    "noise": (lambda path: path.write_bytes(NOISE), "not text"),
    "empty": (lambda path: path.touch(), "is empty"),
    "huge": (_huge, "is larger than 20 MB"),
    "deep": (lambda path: path.write_bytes(b"<html>" + b"<div>" * 200_000), "nested deeper"),
    "folder": (lambda path: path.mkdir(), "Is a directory"),
    "pipe": (os.mkfifo, "is no file"),
    "cut": (lambda path: path.write_bytes("<html><p>Fähre".encode()[:-4] + b"\xc3"), ""),
    "missing": (lambda path: None, "No such file"),
}


def test_what_is_no_saved_page_is_refused_and_changes_nothing(site: Site, tmp_path: Path) -> None:
    before = site.inside(f"{LEDGER}:count")
    files = {name: tmp_path / f"{name}.html" for name in FILES}
    for name, path in files.items():
        FILES[name][0](path)
    done = site.run("import", "clipping", *files.values(), prefix=("prlimit", f"--data={MEMORY}"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    assert f"broadsheet: {len(FILES)} of {len(FILES)} files could not be imported." in done.stderr
    for name, path in files.items():
        (line,) = [line for line in done.stdout.splitlines() if f"{path.name}" in line]
        assert FILES[name][1] in line
    assert site.inside(f"{LEDGER}:count") == before


@pytest.fixture(scope="module")
def paper(built: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder, things = built
    with Site(copied(folder, tmp_path_factory.mktemp("paper"))) as site:
        site.serve()
        yield Ledger(site, things)


CLIMBING = (
    "/../broadsheet.toml",
    "/../../secrets.toml",
    "/harbour/../../db.sqlite3",
    "/%2e%2e/secrets.toml",
    "/%2e%2e%2fsecrets.toml",
    "/..%2fsecrets.toml",
    "/..%5csecrets.toml",
    "/static/../../secrets.toml",
    "/static/%2e%2e/%2e%2e/secrets.toml",
    "/static/..%2f..%2fsecrets.toml",
    "/static//etc/passwd",
    "/desk/files/../../secrets.toml",
    "/desk/files/%2e%2e/secrets.toml",
    "//etc/passwd",
    "//127.0.0.1/harbour/",
    "/harbour//ferry-0/",
    "/harbour/ferry-0/%00",
    "/harbour/ferry-0/index.html%00.txt",
    "/.to",
    "/old/ferry/.to",
    "/tmp/",
    "/plates/harbour/index.html",
    "/harbour/ferry-0/index.html",
    "/harbour/ferry-0/index.html.br",
    "/db.sqlite3",
    "/media/original_images/",
    "/%ff%fe/",
    "/" + "a" * 5000,
    "/" + "a/" * 2000,
)


@pytest.mark.parametrize("path", CLIMBING, ids=lambda path: path[:40])
def test_nothing_is_reached_by_a_path_that_climbs(paper: Ledger, path: str) -> None:
    reply = Wire(paper.site.port).ask(path, "Host: 127.0.0.1")
    assert reply.status in (301, 302, 400, 404, 414), reply
    if reply.status in (301, 302):
        assert reply.headers["location"].startswith(("/desk/login/", "/harbour/")), reply
    assert b"secret_key" not in reply.body
    assert b"SQLite format" not in reply.body
    assert b"root:" not in reply.body


HOST = b"Host: 127.0.0.1\r\n"
SMUGGLED = b"GET /desk/login/?smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
SHAPES = {
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(SMUGGLED),
    "a length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "chunks by another name": b"Transfer-Encoding: xchunked\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "a space before the colon": b"Content-Length : 0\r\n",
    "a plus": b"Content-Length: +0\r\n",
    "two hosts": b"Host: elsewhere.example\r\n",
    "a bare line feed": b"X-a: b\nContent-Length: 0\r\n",
}


@pytest.mark.parametrize("path", ["/harbour/", "/desk/login/"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_request_that_has_two_meanings_gets_one_refusal(paper: Ledger, path: str, shape: str) -> None:
    """One answer, then the connection is closed: nothing that came after is taken for a request."""
    head = b"POST %s HTTP/1.1\r\n" % path.encode() + HOST + SHAPES[shape] + b"\r\n"
    data, end = Wire(paper.site.port).talk(head + SMUGGLED)
    assert data.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501 ")), data[:200]
    assert data.count(b"HTTP/1.1 ") == 1
    assert end in ("closed", "reset")


def test_after_all_that_it_serves(paper: Ledger) -> None:
    paper.served_as_pressed()
