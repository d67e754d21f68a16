"""A paper on several hosts, on this machine: PostgreSQL, Redis, a bucket that can refuse, web hosts and workers with
loopback addresses and site folders of their own, and nginx in front of the web hosts."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count, cycle, takewhile
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from broadsheet.press import claims
from broadsheet.running.tests.elsewhere import s3_server
from tests.live.conftest import Redis
from tests.parts import find
from tests.postgres import Cluster, free_port
from tests.sites import EDITOR, PASSWORD, ROOT, Site, broadsheet, clean_environment, until

LEDGER = "tests.faults.ledger"
WEB = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
GROWING = ROOT / "docs" / "running" / "growing.md"
FRONT = """\
daemon off; master_process off; worker_processes 1; pid {place}/pid; error_log {place}/log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    {temporary}
{documented}
}}
"""
READERS = 2
PACE = 0.005  # seconds between two requests of a reader
OF_ITS_OWN = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
"""A command with process numbers of its own, so that nobody on another host can tell that it died."""


class Line:
    """The way to a service, which can be cut: who comes then is sent away, and who is on it is thrown off."""

    def __init__(self, port: int) -> None:
        self._to, self.cut = port, False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                if self.cut:
                    here.close()
                    continue
                there = socket.create_connection(("127.0.0.1", self._to))
                self._open += [here, there]
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while (data := source.recv(65536)) and not self.cut:
                target.sendall(data)
        for end in (source, target):
            end.close()

    def lose(self) -> None:
        self.cut = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def mend(self) -> None:
        self.cut = False

    def close(self) -> None:
        self.lose()
        self._listener.close()


@dataclass
class Hosts:
    """`web` and `workers` are hosts; `front` is what readers ask."""

    place: Path
    database: Cluster
    redis: Redis
    bucket: Line
    environment: dict[str, str]
    things: dict[str, Any] = field(default_factory=dict)
    web: list[Site] = field(default_factory=list)
    workers: list[Site] = field(default_factory=list)
    front: Site | None = None
    within: tuple[str, ...] = ()
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def readers(self) -> Site:
        assert self.front is not None
        return self.front

    def new(self, name: str, host: str = "127.0.0.1") -> Site:
        """A host: settings and secrets are all that it needs."""
        folder = self.place / name
        folder.mkdir()
        for file in ("broadsheet.toml", "secrets.toml"):
            shutil.copy2(self.place / "first" / file, folder / file)
        return Site(folder, environment=dict(self.environment), host=host, within=self.within)

    def serve(self) -> Site:
        """One more web host."""
        n = next(self._numbers)
        site = self.new(f"web-{n}", WEB[n % len(WEB)])
        site.serve()
        self.web.append(site)
        return site

    def work(self) -> Site:
        """One more worker."""
        site = self.new(f"worker-{next(self._numbers)}")
        site.work()
        self.workers.append(site)
        return site

    def lose(self, site: Site) -> None:
        """The host is gone from one moment to the next, with all of its processes."""
        _signal(site, signal.SIGKILL)
        for process in site.processes:
            process.communicate(timeout=30)
        site.processes.clear()
        for kind in (self.web, self.workers):
            if site in kind:
                kind.remove(site)

    @staticmethod
    @contextmanager
    def standing_still(site: Site) -> Iterator[None]:
        """No process of the host does anything meanwhile."""
        _signal(site, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(site, signal.SIGCONT)

    def asked(self, query: LiteralString, *given: object) -> list[tuple[Any, ...]]:
        """What the database answers, whoever runs."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(query, given).fetchall()

    def in_hand(self, worker: Site) -> int:
        """So many plates have been taken by this host's processes and are not settled."""
        theirs = [_own_claims(pid) for process in worker.processes for pid in below(process.pid)]
        found = self.asked("SELECT claim FROM press_plate WHERE claim <> '' AND made < wanted")
        return sum(claim.startswith(tuple(theirs)) for (claim,) in found)

    def in_step(self, site: Site) -> bool:
        """Whether the host's folder has all that was ever sent out."""
        name = f"%({site.press.root})"
        newest = "(SELECT max(id) FROM press_dispatch)"
        return bool(self.asked(f"SELECT 1 FROM press_host WHERE name LIKE %s AND owed = 0 AND upto = {newest}", name))

    def address(self, n: int) -> str:
        return f"/harbour/{self.things['slugs'][n]}/"

    def everywhere(self, path: str, status: int, words: str = "", seconds: float = 15) -> None:
        for site in self.web:
            site.shows(path, status, words, seconds)


def below(pid: int) -> list[int]:
    """Every process that this one has started, and those that they have."""
    with suppress(OSError):
        children = [int(each) for task in Path(f"/proc/{pid}/task").iterdir() for each in _children(task)]
        return [found for child in children for found in (*below(child), child)]
    return []


def _signal(site: Site, number: int) -> None:
    for process in site.processes:
        for pid in (*below(process.pid), process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def _own_claims(pid: int) -> str:
    """What the tokens of this process begin with (press/claims.py); its number is that of its own host."""
    with suppress(OSError):
        space = Path(f"/proc/{pid}/ns/pid").stat().st_ino
        status = Path(f"/proc/{pid}/status").read_text()
        number = status.partition("NSpid:")[2].split("\n")[0].split()[-1]
        return f"{claims.home_of(claims.boot_id(), space)}.{number}."
    return "nobody."


def namespaces() -> tuple[str, ...]:
    """The command that gives a host process numbers of its own, where this machine lets us."""
    try:
        done = subprocess.run([*OF_ITS_OWN, "true"], check=False, capture_output=True, timeout=10)
    except OSError:
        return ()
    return OF_ITS_OWN if done.returncode == 0 else ()


def _children(task: Path) -> list[str]:
    with suppress(OSError):
        return (task / "children").read_text().split()
    return []


class Readers:
    """They ask nginx for pages all the time; `failures` says who did not get what stands there. Use in a `with`."""

    def __init__(self, site: Site, pages: dict[str, int]) -> None:
        self._site, self._pages = site, pages
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, daemon=True) for _ in range(READERS)]
        self.failures: list[str] = []
        self.served = 0
        self.slowest = 0.0  # seconds

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        for url in cycle(self._pages):
            if self._stop.wait(PACE):
                return
            began = time.monotonic()
            try:
                answer = self._site.ask(url)
            except (OSError, HTTPException) as error:
                self.failures.append(f"{url}: {error!r} after {time.monotonic() - began:.1f} s")
                continue
            self.served += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            if answer.status != self._pages[url]:
                self.failures.append(f"{url}: {answer.status} {answer.text[:300]}")


def documented(hosts: list[str], listen: str) -> str:
    """What the documentation gives for nginx in front, before these hosts and without TLS."""
    text = GROWING.read_text(encoding="utf-8")
    lines = text[text.index("    upstream ledger {") :].splitlines()
    block = "\n".join(takewhile(lambda line: line.startswith("    ") or not line, lines))
    (server, *_) = re.findall(r"^ +server 10\.0\.0\.2.*\n", block, re.MULTILINE)
    servers = "".join(server.replace("10.0.0.2", host) for host in hosts)
    block = re.sub(r"(?:^ +server 10\..*\n)+", servers, block, flags=re.MULTILINE)
    return block.replace("# TLS here", f"listen {listen};")


@contextmanager
def front(place: Path, hosts: list[str], address: str = "127.0.0.1", within: tuple[str, ...] = ()) -> Iterator[int]:
    """nginx before these hosts; its port at this address, which is that of the network that `within` leads into."""
    program, port = find("nginx"), free_port()
    assert program is not None
    place.mkdir()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {place}/{kind};" for kind in kinds)
    config = place / "nginx.conf"
    config.write_text(
        FRONT.format(place=place, temporary=temporary, documented=documented(hosts, f"{address}:{port}"))
    )
    command = [*within, program, "-c", config, "-e", place / "log", "-p", place]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: _listens(address, port) or process.poll() is not None)
            assert process.poll() is None, (place / "log").read_text()
            yield port
        finally:
            process.terminate()


def _listens(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


def found(site: Site) -> dict[str, Any]:
    """Make it the paper of tests/faults/ledger.py; what that is made of."""
    names = ("--name", "The Mirna Bay Ledger", "--languages", "en,de", "--time-zone", "Europe/Lisbon")
    who = ("--name", EDITOR, "--email", "cleo@ledger.example", "--role", "administrator", "--password", PASSWORD)
    environment = clean_environment(**site.environment)
    for command in (
        broadsheet("init", site.folder, *names),
        broadsheet("createuser", "--site", site.folder, *who),
    ):
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=180, cwd=ROOT)
    made: dict[str, Any] = site.inside("tests.faults.ledger:build_with_picture")
    return made


@contextmanager
def several(place: Path, database: Cluster, **more: str) -> Iterator[Hosts]:
    """Two web hosts and two workers of the paper of tests/faults/ledger.py, with nginx in front."""
    place.mkdir(exist_ok=True)
    with ExitStack() as stack:
        endpoint = stack.enter_context(s3_server("ledger"))
        bucket = Line(int(endpoint.rpartition(":")[2]))
        stack.callback(bucket.close)
        redis = Redis()
        redis.start()
        stack.callback(redis.stop)
        there = f"endpoint=http://127.0.0.1:{bucket.port}&region=us-east-1"
        environment = {
            "DATABASE_URL": database.with_tables(f"hosts_{free_port()}"),
            "REDIS_URL": redis.url,
            "BROADSHEET_MEDIA_TO": f"s3://ledger/media?{there}",
            "BROADSHEET_PRESS_TO": f"s3://ledger/pages?{there}",
            "BROADSHEET_S3_ID": "testing",
            "BROADSHEET_S3_SECRET": "testing",
            "BROADSHEET_WORKER": "separate",
            "BROADSHEET_ALLOWED_HOSTS": ",".join(WEB),
            "BROADSHEET_TRUSTED_PROXIES": "127.0.0.1",
            **more,
        }
        hosts = Hosts(place, database, redis, bucket, environment, within=namespaces())
        stack.callback(lambda: [hosts.lose(site) for site in (*hosts.web, *hosts.workers)])
        hosts.things = found(Site(place / "first", environment=environment))
        for start in (hosts.work, hosts.work, hosts.serve, hosts.serve):
            start()
        addresses = [f"{site.host}:{site.port}" for site in hosts.web]
        port = stack.enter_context(front(place / "front", addresses))
        hosts.front = Site(place / "nowhere", port=port)
        yield hosts
