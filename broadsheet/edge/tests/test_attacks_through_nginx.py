"""With nginx in front nobody hides a request in another, and who is slow keeps nobody waiting."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import Running
from broadsheet.edge.tests.test_hostile_clients import SMUGGLED
from broadsheet.edge.tests.test_nginx import in_front
from broadsheet.edge.tests.wire import Wire

__all__ = ["in_front"]
pytestmark = pytest.mark.part("nginx")
FERRY = "/harbour/ferry/"


def test_the_next_client_of_the_same_connection_gets_its_own_answer(in_front: Wire) -> None:
    """nginx keeps connections to our server. Where it read one request and our server two, the second answer would
    wait there for somebody else."""
    for name in SMUGGLED:
        in_front.talk(SMUGGLED[name], timeout=0.3)
        reply = in_front.ask("/desk/upload/", method="POST", body=b"abc")
        assert (reply.status, reply.body[:10]) == (200, b'{"size": 3'), name
    assert in_front.ask(FERRY).body == STORY


@pytest.mark.parametrize(
    "begun", [b"", b"GET /harbour/ferry/ HTTP/1.1\r\nHost: x\r\nX-a: ", b"POST /desk/upload/ HTTP/1.1\r\n"]
)
def test_hundreds_who_are_slow_keep_nobody_waiting(strict: Running, in_front: Wire, begun: bytes) -> None:
    for wire in (strict.wire, in_front):
        with ExitStack() as slow:
            for _ in range(200):
                slow.enter_context(wire.connect()).sendall(begun)
            assert wire.ask(FERRY).body == STORY
            assert wire.ask("/desk/upload/", method="POST", body=b"abc").status == 200
