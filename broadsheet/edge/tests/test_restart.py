"""A server that stops, or hands over to the next one, loses no request."""

from __future__ import annotations

import collections
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import PATIENCE, ended, running
from broadsheet.edge.tests.wire import get, rest, split
from broadsheet.press.folder import Folder

FERRY = "/harbour/ferry/"


class Readers:
    """People who read all the time: on new connections, on kept ones, and at the desk's slow page."""

    def __init__(self, port: int) -> None:
        self.port, self.done = port, threading.Event()
        self.count: collections.Counter[str] = collections.Counter()
        self._threads = ThreadPoolExecutor(9)
        kinds: list[Callable[[], None]] = [self._new] * 4 + [self._kept] * 3 + [self._desk] * 2
        self._running = [self._threads.submit(kind) for kind in kinds]

    def stop(self) -> None:
        """Raises what any reader met."""
        self.done.set()
        for one in self._running:
            one.result(PATIENCE)
        self._threads.shutdown()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def _read(self, connection: http.client.HTTPConnection, path: str, body: bytes) -> bool:
        connection.request("GET", path)
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, body)
        return response.will_close

    def _new(self) -> None:
        while not self.done.is_set():
            connection = self._connection()
            self._read(connection, FERRY, STORY)
            connection.close()
            self.count["new"] += 1
            time.sleep(0.002)

    def _kept(self) -> None:
        connection = self._connection()
        while not self.done.is_set():
            if self._read(connection, FERRY, STORY):
                self.count["asked to close"] += 1
                connection.close()
                connection = self._connection()
            self.count["kept"] += 1
            time.sleep(0.003)
        connection.close()

    def _desk(self) -> None:
        while not self.done.is_set():
            connection = self._connection()
            self._read(connection, "/desk/slow/?s=0.2", b"slow\n")
            connection.close()
            self.count["desk"] += 1


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "two workers"])
def test_a_successor_takes_over_without_a_lost_request(paper: Folder, options: tuple[str, ...]) -> None:
    with running(paper.root, "--patient", *options) as server:
        readers = Readers(server.wire.port)
        time.sleep(0.3)
        server.process.send_signal(signal.SIGHUP)
        said = server.next_line()
        try:
            assert said["port"] == server.wire.port
            assert said["main"] != server.process.pid
            assert server.process.wait(PATIENCE) == 0
            time.sleep(0.3)
            readers.stop()
            assert server.wire.ask(FERRY).body == STORY
        finally:
            readers.done.set()
            _end(said["main"])
        assert server.said().count("hook: start") == server.said().count("hook: stop") == 2
        assert readers.count["asked to close"] >= 1
        assert min(readers.count["new"], readers.count["kept"]) > 50


def _end(pid: int) -> None:
    """The successor is no child of ours."""
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while not ended(pid):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_successor_that_cannot_start_changes_nothing(own_paper: Folder) -> None:
    """Its folder's place is taken away from the command line's view: the new process fails before it serves."""
    with running(own_paper.root, "--patient", "--stumble", str(own_paper.root / "stumble")) as server:
        (own_paper.root / "stumble").touch()
        server.signal(signal.SIGHUP)
        end = time.monotonic() + PATIENCE
        while "before it could serve; this one stays" not in server.said():
            assert time.monotonic() < end
            time.sleep(0.05)
        assert server.wire.ask(FERRY).body == STORY
        assert server.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "two workers"])
def test_a_stop_ends_what_is_under_way(paper: Folder, options: tuple[str, ...], number: int) -> None:
    with running(paper.root, "--patient", *options) as server, server.wire.connect() as kept:
        kept.sendall(get(FERRY.encode()))
        assert kept.recv(100).startswith(b"HTTP/1.1 200")
        with server.wire.connect() as slow:
            slow.sendall(get(b"/desk/slow/?s=0.7"))
            time.sleep(0.2)
            server.process.send_signal(number)
            data, end = rest(slow, 5)
        assert (split(data)[0].body, end) == (b"slow\n", "closed")
        assert server.process.wait(PATIENCE) == 0
        assert rest(kept, 5)[1] == "closed"
        with pytest.raises(ConnectionRefusedError):
            server.wire.connect()
        assert server.said().count("hook: stop") == 1
        assert "Traceback" not in server.said()


def test_a_kept_connection_may_ask_once_more_while_the_server_stops(paper: Folder) -> None:
    with running(paper.root, "--patient") as server, server.wire.connect() as kept:
        kept.sendall(get(FERRY.encode()))
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        kept.sendall(get(FERRY.encode()))
        data, end = rest(kept, 5)
    first, second = split(data)
    assert "connection" not in first.headers
    assert (second.body, second.headers["connection"], end) == (STORY, "close", "closed")


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "several"])
def test_a_server_tells_systemd_again_and_again_that_it_lives(
    own_paper: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "200000")
        with running(own_paper.root, *options):
            said = [systemd.recv(200) for _ in range(6)]
    assert said.count(b"WATCHDOG=1") >= 3
    assert any(line.startswith(b"READY=1") for line in said)
