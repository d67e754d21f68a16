"""What one address may hold, whichever process it comes to."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack

import pytest

from broadsheet.edge.neighbours import household
from broadsheet.edge.tests.listeners import Listener
from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import Running, running
from broadsheet.edge.tests.test_workers import children, wait_until
from broadsheet.edge.tests.wire import get, rest, split
from broadsheet.press.folder import Folder

FERRY = get(b"/harbour/ferry/")
EACH = 6


def takes(server: Running, stack: ExitStack) -> bool:
    """Whether one more stream is opened for this address."""
    one = stack.enter_context(Listener(server.wire, headers=("X-Forwarded-For: 192.0.2.7",)))
    return "200 OK" in one.head


def test_streams_of_an_address_are_counted_over_all_processes(paper: Folder) -> None:
    options = ("--patient", "--workers", "2", "--streams-each", str(EACH), "--proxies", "127.0.0.1")
    with running(paper.root, *options) as server, ExitStack() as stack:
        assert [takes(server, stack) for _ in range(3 * EACH)] == [True] * EACH + [False] * 2 * EACH
        for worker in children(server.process.pid):
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: server.said().count("is started again") == 2, server)
        with ExitStack() as others:
            assert [takes(server, others) for _ in range(EACH + 1)] == [True] * EACH + [False]
        wait_until(lambda: takes(server, stack), server)


def test_an_address_has_so_many_connections_and_streams_are_counted_by_themselves(paper: Folder) -> None:
    with running(paper.root, "--patient", "--connections-each", "3") as server, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(Listener(server.wire)).opened()
        kept = [stack.enter_context(server.wire.connect()) for _ in range(3)]
        for client in kept:
            client.sendall(FERRY)
            assert client.recv(100).startswith(b"HTTP/1.1 200")
        with server.wire.connect() as one_more:
            assert rest(one_more, 5) in ((b"", "reset"), (b"", "closed"))
        kept[0].close()
        wait_until(lambda: _is_served(server), server)


def _is_served(server: Running) -> bool:
    try:
        data, _ = server.wire.talk(get(b"/harbour/ferry/", last=True))
    except OSError:
        return False
    return bool(data) and split(data)[0].body == STORY


def test_connections_of_a_trusted_proxy_are_everybodys(paper: Folder) -> None:
    options = ("--patient", "--connections-each", "3", "--proxies", "127.0.0.1")
    with running(paper.root, *options) as server, ExitStack() as stack:
        for client in [stack.enter_context(server.wire.connect()) for _ in range(10)]:
            client.sendall(FERRY)
            assert client.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("un:known", "un:known"),
        ("", ""),
    ],
)
def test_a_household_is_what_one_customer_has(address: str, found: str) -> None:
    assert household(address) == found
