"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from broadsheet.site.founding import Choices, found
from tests.parts import find

UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root
OWNER = "broadsheet"


@dataclass
class Cluster:
    """Can be stopped and started in mid-test, as a database that is lost and comes back."""

    programs: Path
    folder: Path
    port: int
    fsync: bool = False
    """On, where it is measured."""
    also: str = ""
    """Another address of this machine to listen on, for whoever is in its network of 256."""

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        listens = ",".join(filter(None, ("127.0.0.1", self.also)))
        options = (
            f"-c listen_addresses={listens} -c fsync={'on' if self.fsync else 'off'} -p {self.port} -k {self.folder}"
        )
        self._run("pg_ctl", "-D", self.data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def make(self) -> None:
        self._run("initdb", "-D", self.data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        if self.also:
            with (self.folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {self.also}/24 trust\n")

    def create(self, database: str, *options: str) -> str:
        """Make an empty database; returns its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, *options, database)
        return self.url(database)

    def with_tables(self, database: str) -> str:
        """Make a database that is migrated already, so that `broadsheet init` has only to fill it; returns its URL.
        The tables are made once for the cluster, and copied."""
        return self.create(database, f"--template={self._migrated}")

    @cached_property
    def _migrated(self) -> str:
        """The name of a database with tables alone."""
        url = self.create("migrated")
        with tempfile.TemporaryDirectory(prefix="broadsheet-migrated-") as place:
            site = Path(place) / "ledger"
            found(site, Choices(), database=False)
            command = [sys.executable, "-m", "broadsheet", "manage", "--site", str(site), "migrate"]
            subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True, capture_output=True)
        return "migrated"

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        user = unprivileged() if os.geteuid() == 0 else None
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            user=user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )


def unprivileged() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def cluster(*, fsync: bool = False, also: str = "") -> Iterator[Cluster]:
    """A running cluster."""
    programs = find("postgres")
    assert programs is not None, 'mark the test with pytest.mark.part("postgres")'
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, unprivileged())
    made = Cluster(programs, folder, free_port(), fsync, also)
    try:
        made.make()
        made.start()
        yield made
        made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running cluster; mark the test with `pytest.mark.part("postgres")`."""
    with cluster() as made:
        yield made
