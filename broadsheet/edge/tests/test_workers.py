"""Several processes serve one paper; the supervisor starts again what dies."""

from __future__ import annotations

import os
import signal
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
