"""What the edge refuses by itself is a page with one sentence, whoever asks in whatever way."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from broadsheet.edge.asgi import App
from broadsheet.edge.door import Edge
from broadsheet.edge.tests.paper import print_paper
from broadsheet.edge.tests.running import Running
from broadsheet.edge.tests.wire import split
from broadsheet.kit import refusal


@pytest.mark.parametrize(
    ("request_bytes", "status", "words"),
    [
        (b"nonsense\r\n\r\n", 400, b"This request cannot be understood."),
        (b"GET / HTTP/1.1\r\n\r\n", 400, b"A request says which Host it is for."),
        (b"POST /desk/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413, b"more than is taken here"),
    ],
)
def test_a_refusal_is_a_page_with_one_sentence(
    strict: Running, request_bytes: bytes, status: int, words: bytes
) -> None:
    data, _ = strict.wire.talk(request_bytes)
    (reply,) = split(data)
    assert reply.status == status
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.body.startswith(b"<!doctype html>")
    assert words in reply.body


def test_the_page_has_the_papers_name_and_style(tmp_path: Path) -> None:
    page = partial(refusal.page, paper="The <Mirna> Ledger", stylesheet="/static/paper.0123456789abcdef.css")
    body = Edge(print_paper(tmp_path), page=page).refuse(400).body
    assert b'<a href="/">The &lt;Mirna&gt; Ledger</a>' in body
    assert b'<link rel="stylesheet" href="/static/paper.0123456789abcdef.css">' in body
    assert b"<title>Bad request</title>" in body


def test_an_edge_that_fails_says_so_on_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edge = Edge(print_paper(tmp_path))
    sent: list[dict[str, object]] = []

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a secret of the house")

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    monkeypatch.setattr(edge, "decide", broken)
    scope: dict[str, object] = {
        "type": "http",
        "http_version": "1.1",
        "raw_path": b"/",
        "path": "/",
        "query_string": b"",
    }
    scope |= {"method": "GET", "headers": [(b"host", b"x")]}

    async def ask() -> None:
        await App(edge, lambda environ, start: [])(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 500
    assert b"Something went wrong here." in bytes(sent[1]["body"])
    assert b"secret" not in sent[1]["body"]
