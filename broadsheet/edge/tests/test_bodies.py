"""Nobody takes all the room there is for what is sent to us."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from broadsheet.edge.bodies import Bodies, Crowded, Message
from broadsheet.edge.limits import Limits
from broadsheet.edge.tests.running import Running, running
from broadsheet.edge.tests.wire import HOST, rest, split
from broadsheet.press.folder import Folder

HALF = b"POST /desk/upload/ HTTP/1.1\r\n" + HOST + b"%sConnection: close\r\nContent-Length: 10\r\n\r\nabc"
EACH = Limits().bodies_each


@pytest.fixture
def server(paper: Folder) -> Iterator[Running]:
    with running(paper.root, "--patient", "--proxies", "127.0.0.1") as server:
        yield server


def test_one_address_sends_so_many_bodies_at_once_and_others_are_taken(server: Running) -> None:
    with ExitStack() as stack:
        crowd = [stack.enter_context(server.wire.connect()) for _ in range(EACH + 1)]
        for client in crowd:
            client.sendall(HALF % b"X-Forwarded-For: 192.0.2.7\r\n")
        told = [split(rest(client, 0.5)[0]) for client in crowd]
        refused = [reply for (reply,) in filter(None, told)]
        assert [(reply.status, reply.headers["retry-after"]) for reply in refused] == [(503, "5")]
        other = stack.enter_context(server.wire.connect())
        other.sendall(HALF % b"X-Forwarded-For: 192.0.2.8\r\n" + b"defghij")
        assert split(rest(other, 5)[0])[0].status == 200
        forwarded = "X-Forwarded-For: 192.0.2.7"
        assert server.wire.ask("/desk/", forwarded).body == b"desk\n"
        assert server.wire.ask("/desk/upload/", forwarded, method="POST", body=b"whole").status == 200
        waiting = next(client for client, said in zip(crowd, told, strict=True) if not said)
        waiting.sendall(b"defghij")
        assert split(rest(waiting, 5)[0])[0].status == 200
        once_more = stack.enter_context(server.wire.connect())
        once_more.sendall(HALF % b"X-Forwarded-For: 192.0.2.7\r\n" + b"defghij")
        assert split(rest(once_more, 5)[0])[0].status == 200


def test_all_bodies_together_have_a_size() -> None:
    bodies = Bodies(replace(Limits(), bodies_size=100))

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 40, "more_body": True}

    with pytest.raises(Crowded):
        asyncio.run(bodies.take_in(receive, into := io.BytesIO(), "192.0.2.7", 1000))
    assert into.tell() == 120
