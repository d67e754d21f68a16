"""Starting and ending the server of the tests as a process of its own."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from broadsheet.edge.tests.wire import Wire

PATIENCE = 20.0  # seconds for a process to start or to end


@dataclass
class Running:
    wire: Wire
    process: subprocess.Popen[bytes]
    pid: int
    log: Path
    kind: str

    def said(self) -> str:
        return self.log.read_text()

    def next_line(self) -> dict[str, int]:
        """What a server prints when it serves: {"port": …, "pid": …}."""
        return read_line(self.process)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def resident(self) -> int:
        """Bytes of memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def running(root: Path, *options: str) -> Iterator[Running]:
    with tempfile.NamedTemporaryFile(suffix=".log") as log, start(root, *options, log=log) as process:
        try:
            said = read_line(process)
            kind = "stock" if "--stock" in options else "edge"
            yield Running(Wire(said["port"]), process, said["pid"], Path(log.name), kind)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def start(root: Path, *options: str, log: IO[bytes] | int | None = None) -> subprocess.Popen[bytes]:
    """A session of its own: no terminal, so that SIGHUP means restart, whoever runs the tests."""
    return subprocess.Popen(
        [sys.executable, "-m", "broadsheet.edge.tests.server", str(root), *options],
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,
    )


def read_line(process: subprocess.Popen[bytes]) -> dict[str, int]:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    assert ready, "the server said nothing"
    line = process.stdout.readline()
    assert line, f"the server ended with status {process.wait(PATIENCE)}"
    return json.loads(line)


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
