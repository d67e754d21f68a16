"""The embedded server against nginx with the same bytes: `python -m bench.edge [--seconds 4] [--rounds 3]`.

One core each for server and client (taskset). The servers take turns, so that what else the machine does hits
them alike; the table shows medians, and the ratio is that of the medians. Requests per second of the server's
own CPU time say what it would do with the core to itself, where other programs are about.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tables import Result, Table, table
from broadsheet.edge.tests.running import running
from broadsheet.press.folder import Folder, pack

URL = "/harbour/ferry/"
CONNECTIONS = (32, 256)
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Measured:
    """Requests a second, and per second of CPU time; milliseconds."""

    rate: float
    per_cpu: float
    median: float
    p99: float


def page() -> bytes:
    """An article page of about 11.5 KB in gzip."""
    chance = random.Random(7)
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(3000)]
    return f"<!doctype html><title>The ferry</title><p>{' '.join(chance.choices(words, k=3600))}</p>".encode()


def measure(
    port: int, pid: int, connections: int, seconds: int, core: int, url: str = URL, headers: Sequence[str] = ()
) -> Measured:
    """wrk, closed loop, keep-alive. Raises RuntimeError when an answer was no 200."""
    before = cpu_seconds(pid)
    command = f"taskset -c {core} wrk -t1 -c{connections} -d{seconds}s --latency"
    more = [word for header in ("Accept-Encoding: gzip", *headers) for word in ("-H", header)]
    said = subprocess.run(
        [*command.split(), *more, f"http://127.0.0.1:{port}{url}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"wrk met errors on port {port}: {said}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate, said
    total = re.search(r"(\d+) requests in", said)
    assert total, said
    per_cpu = int(total[1]) / (cpu_seconds(pid) - before)
    return Measured(float(rate[1]), per_cpu, _latency(said, "50%"), _latency(said, "99%"))


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _latency(said: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", said)
    assert found, said
    return float(found[1]) * _UNITS[found[2]]


@contextlib.contextmanager
def nginx(root: Path, place: Path, port: int, cached_port: int) -> Iterator[int]:
    """One worker, the same bytes by gzip_static, without and with open_file_cache."""
    (place / "nginx.conf").write_text(f"""\
daemon off; master_process off; pid {place}/pid; error_log {place}/log;
events {{ worker_connections 4096; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
    gzip_static on; gzip_vary on; types {{ text/html html; }} root {root}/plates;
    server {{ listen 127.0.0.1:{port}; }}
    server {{ listen 127.0.0.1:{cached_port}; open_file_cache max=1000 inactive=60s; }}
}}
""")
    process = subprocess.Popen(["nginx", "-c", place / "nginx.conf", "-p", place])
    time.sleep(0.5)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def pin(pid: int, core: int) -> None:
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def run(seconds: int, rounds: int, place: Path) -> dict[tuple[int, str], Measured]:
    folder = Folder(place / "press")
    folder.make()
    folder.put(URL, pack(page(), ".html"))
    found: dict[tuple[int, str], list[Measured]] = {}
    with running(folder.root, "--patient") as server, nginx(folder.root, place, 8871, 8872) as other:
        pin(server.pid, 0)
        pin(other, 0)
        servers = {
            "broadsheet": (server.wire.port, server.pid),
            "nginx": (8871, other),
            "nginx, open_file_cache": (8872, other),
        }
        for _ in range(rounds):
            for connections in CONNECTIONS:
                for name, (port, pid) in servers.items():
                    one = measure(port, pid, connections, seconds, core=1)
                    found.setdefault((connections, name), []).append(one)
    return {key: _medians(several) for key, several in found.items()}


def _medians(several: list[Measured]) -> Measured:
    return Measured(
        *(statistics.median(getattr(one, name) for one in several) for name in ("rate", "per_cpu", "median", "p99"))
    )


def compared(found: dict[tuple[int, str], Measured]) -> Table:
    rows = []
    for (connections, name), one in found.items():
        ours = found[connections, "broadsheet"]
        rates = (f"{one.rate:,.0f}", f"{ours.rate / one.rate:.2f}")
        cpu = (f"{one.per_cpu:,.0f}", f"{ours.per_cpu / one.per_cpu:.2f}")
        rows.append((connections, name, *rates, *cpu, f"{one.median:.2f}", f"{one.p99:.2f}"))
    titles = ("c", "server", "requests/s", "ours to it", "per CPU second", "ours to it by CPU", "p50 ms", "p99 ms")
    return table(titles, rows)


def missing() -> list[str]:
    """Programs that are needed and not there."""
    return [program for program in ("nginx", "wrk", "taskset") if shutil.which(program) is None]


def results(seconds: int = 4, rounds: int = 3) -> Result:
    if lacking := missing():
        sys.exit(f"This measurement needs {', '.join(lacking)}: install what is missing.")
    with tempfile.TemporaryDirectory() as place:
        return [compared(run(seconds, rounds, Path(place)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    for each in results(given.seconds, given.rounds):
        print(each.markdown())


if __name__ == "__main__":
    main()
