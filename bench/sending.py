"""python -m bench.sending: how fast newsletters go out.

The relay is Debian's smtp-sink where the machine has it, else the sink of the tests; it writes nothing down. All send
the same message of about 57 KB over the same number of connections: the raw client is our own with a ledger that says
yes and keeps nothing. They take turns, and the table shows medians. There are so many messages that the looks for
work at the beginning and for the end, half a second each, weigh little.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.tables import Result, Table, table
from tests import postgres
from tests.parts import find
from tests.postgres import free_port
from tests.sending import sink
from tests.sending.prove import found_paper, inside
from tests.sites import until

CONNECTIONS, MESSAGES, DJANGO, ROUNDS = (16, 32), 20_000, 300, 3
MANY = 1_000_000
MEASURES = "bench.sending_inside"


@contextlib.contextmanager
def relay(place: Path) -> Iterator[tuple[int, str]]:
    """(its port, what it is)."""
    program = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        with sink.running(place / "relay.log", sink.Faults(silent_log=True)) as running:
            yield running.port, "the sink of the tests"
        return
    port = free_port()
    who = ["-u", postgres.unprivileged()] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *who, f"127.0.0.1:{port}", "256"])
    until(lambda: _listens(port))
    try:
        yield port, "smtp-sink"
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Papers:
    """Sites on SQLite and, where the machine has it, on PostgreSQL; use in a `with`."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self.papers: dict[str, tuple[Path, dict[str, str]]] = {}

    def __enter__(self) -> Papers:
        place = Path(self._stack.enter_context(tempfile.TemporaryDirectory(dir="var")))
        self.papers["SQLite"] = (place / "sqlite", {})
        if find("postgres"):
            cluster = self._stack.enter_context(postgres.cluster(fsync=True))
            self.papers["PostgreSQL"] = (place / "postgres", {"DATABASE_URL": cluster.create("ledger")})
        for folder, where in self.papers.values():
            folder.mkdir()
            found_paper(folder, where)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def measure(self, database: str, name: str, **given: object) -> Any:
        folder, where = self.papers[database]
        return inside(folder, f"{MEASURES}:{name}", given, where)


def rates(papers: Papers, connections: int) -> Table:
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place, relay(Path(place)) as (port, what):
        for _ in range(ROUNDS):
            sent = {"port": port, "connections": connections, "count": MESSAGES}
            found.setdefault("our client, nothing is written", []).append(papers.measure("SQLite", "raw", **sent))
            for database in papers.papers:
                took = papers.measure(database, "durable", **sent)
                found.setdefault(f"our ledger on {database}", []).append(took)
            one = papers.measure("SQLite", "django", port=port, count=DJANGO)
            found.setdefault("Django's SMTP backend, one connection", []).append(one)
    middle = {name: statistics.median(each) for name, each in found.items()}
    raw, django = middle["our client, nothing is written"], middle["Django's SMTP backend, one connection"]
    rows = [
        (
            name,
            f"{rate:,.0f}",
            f"{rate / raw:.2f}",
            f"{rate / django:.1f}",
            f"{min(found[name]):,.0f} to {max(found[name]):,.0f}",
        )
        for name, rate in middle.items()
    ]
    return table((f"into {what}, {connections} connections", "messages/s", "to raw", "to Django's", "range"), rows)


def others(papers: Papers) -> Table:
    rows: list[tuple[object, ...]] = []
    for name, took in papers.measure("SQLite", "building").items():
        rows.append((name, f"{took:.1f} µs"))
    for database in papers.papers:
        frozen = papers.measure(database, "freeze", count=MANY)
        rows.append((f"addressing an issue to {MANY:,} readers, {database}", f"{frozen['seconds']:.1f} s"))
        office, before, couriers = (frozen[name] for name in ("office", "before", "couriers"))
        rows.append(
            (
                f"its first 50,000 messages, {database}: memory of the office at most, and before; of its couriers",
                f"{office:.0f} MB, {before:.0f} MB; {couriers:.0f} MB",
            )
        )
    return table(("what", "measured"), rows)


def results() -> Result:
    with Papers() as papers:
        return [*(rates(papers, connections) for connections in CONNECTIONS), others(papers)]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n\n")
