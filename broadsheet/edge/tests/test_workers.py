"""Several processes serve one paper; the supervisor starts again what dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import PATIENCE, Running, ended, running
from broadsheet.press.folder import Folder, pack

FERRY = "/harbour/ferry/"


def children(pid: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def wait_until(holds: Callable[[], bool], server: Running) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, server.said()
        time.sleep(0.02)


def test_a_worker_that_dies_is_started_again_and_nobody_notices(own_paper: Folder) -> None:
    with running(own_paper.root, "--patient", "--workers", "2") as server:
        before = children(server.process.pid)
        assert len(before) == 2
        for victim in before:
            time.sleep(1.1)
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda victim=victim: len(children(server.process.pid) - {victim}) == 2, server)
            assert server.wire.ask(FERRY).body == STORY
        assert not before & children(server.process.pid)
        wait_until(lambda: server.said().count("hook: start") == 2, server)  # the first one's, twice


def test_workers_of_a_successor_are_started_again_too(own_paper: Folder) -> None:
    """They once closed a file that was theirs, by the number on which the first ones had said that they serve."""
    with running(own_paper.root, "--patient", "--workers", "2") as server:
        os.kill(server.process.pid, signal.SIGHUP)
        supervisor = server.next_line()["main"]
        try:
            assert server.process.wait(PATIENCE) == 0
            before = children(supervisor)
            for victim in before:
                os.kill(victim, signal.SIGKILL)
            wait_until(lambda: len(children(supervisor) - before) == 2, server)
            assert all(server.wire.ask(FERRY).body == STORY for _ in range(20))
            assert server.said().count("is started again") == 2
        finally:
            os.kill(supervisor, signal.SIGTERM)
            wait_until(lambda: ended(supervisor), server)


NUMBERS = """
import os, signal, socket, sys
from broadsheet.edge.workers import Supervisor

def run(index, ready):
    print("told" if ready is not None else "nobody to tell", flush=True)
    if ready is not None:
        sys.exit(7)
    os.kill(os.getppid(), signal.SIGTERM)

_, ready = os.pipe()
with socket.create_server(("127.0.0.1", 0)) as listener:
    Supervisor(listener, 1, run, ready).run()
"""


def test_only_first_workers_say_that_they_serve() -> None:
    done = subprocess.run([sys.executable, "-c", NUMBERS], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["told", "nobody to tell"]


def test_all_workers_see_a_new_plate_at_once(own_paper: Folder) -> None:
    new = pack(b"<p>The harbour is open</p>" * 50, ".html")
    with running(own_paper.root, "--patient", "--workers", "2") as server:
        for _ in range(20):
            assert server.wire.ask(FERRY).body == STORY
        own_paper.put(FERRY, new)
        own_paper.bump()
        time.sleep(0.2)
        assert all(server.wire.ask(FERRY).body == new.plain for _ in range(20))


def test_workers_end_when_their_supervisor_is_killed(own_paper: Folder) -> None:
    with running(own_paper.root, "--patient", "--workers", "2") as server:
        workers = children(server.process.pid)
        server.process.kill()
        server.process.wait()
        wait_until(lambda: all(map(ended, workers)), server)
