"""What readers' browsers are told beside a page: from our server, and in the same bytes from nginx."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.edge import nginx as config
from broadsheet.edge.door import Edge
from broadsheet.edge.tests.running import Running
from broadsheet.edge.tests.test_nginx import alone, free_port, serving
from broadsheet.edge.tests.wire import Reply, Wire
from broadsheet.kit import policy
from broadsheet.press.folder import Folder

__all__ = ["alone"]
TOLD = [name.lower() for name in (*policy.PAGE, "Strict-Transport-Security", "X-Content-Type-Options")]
PAGES = ["/", "/harbour/ferry/", "/nothing/", "/de/nichts/", "/harbour/killed/"]
FILES = ["/harbour/ferry/audio.mp3", "/media/quay.jpg", "/static/paper.0123456789ab.css", "/rails/news-feed.json"]


def told(reply: Reply) -> dict[str, str]:
    return {name: reply.headers[name] for name in TOLD if name in reply.headers}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_may_load(served: Running, path: str) -> None:
    headers = told(served.wire.ask(path))
    assert headers == {
        **{name.lower(): value for name, value in policy.PAGE.items()},
        "x-content-type-options": "nosniff",
    }
    rules = headers["content-security-policy"].split("; ")
    assert "script-src 'self'" in rules
    assert "frame-ancestors 'none'" in rules
    assert not any("unsafe" in rule or "http:" in rule or "*" in rule for rule in rules)


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_is_no_page_says_only_that_it_is_what_it_says(served: Running, path: str) -> None:
    assert told(served.wire.ask(path)) == {"x-content-type-options": "nosniff"}


def test_a_refusal_is_a_page_too(served: Running) -> None:
    data, _ = served.wire.talk(b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")
    assert b"\r\ncontent-security-policy: " + policy.PUBLIC.encode() + b"\r\n" in data


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("text/html; charset=utf-8", True),
        ("image/svg+xml", True),
        ("application/xml", True),
        ("text/xml", True),
        ("application/rss+xml", True),
        ("application/xhtml+xml", True),
        ("image/avif", False),
        ("application/json", False),
        ("text/htmlish", False),
    ],
)
def test_what_a_browser_would_run_is_a_document(kind: str, document: bool) -> None:
    assert bool(policy.DOCUMENT.match(kind)) is document


@pytest.mark.part("nginx")
@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_nginx_says_the_same(alone: Wire, strict: Running, path: str) -> None:
    assert told(alone.ask(path)) == told(strict.wire.ask(path))


def test_browsers_are_told_to_come_by_https_where_readers_do(own_paper: Folder) -> None:
    for https in (True, False):
        answer = Edge(own_paper, https=https).decide(b"GET", b"/harbour/ferry/", {})
        headers = dict(answer.headers)  # type: ignore[union-attr]
        assert (headers.get(b"strict-transport-security") == policy.HSTS.encode()) is https


@pytest.mark.part("nginx")
def test_nginx_tells_them_too(nginx: Path, own_paper: Folder, tmp_path: Path) -> None:
    port = free_port()
    site = config.Site(embedded=None, listen=(f"127.0.0.1:{port}",), https=True)
    with serving(nginx, own_paper, tmp_path / "nginx", site):
        for path in ("/harbour/ferry/", "/nothing/", "/media/quay.jpg"):
            assert Wire(port).ask(path).headers["strict-transport-security"] == policy.HSTS
