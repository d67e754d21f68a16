"""A paper on several hosts, on this machine: PostgreSQL, Redis, a bucket that can refuse, web hosts and workers with
loopback addresses and site folders of their own, and nginx in front of the web hosts."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broadsheet.running.tests.elsewhere import s3_server
from tests.live.conftest import Redis
from tests.parts import find
from tests.postgres import Cluster, free_port
from tests.sites import EDITOR, PASSWORD, ROOT, Site, broadsheet, clean_environment, until

LEDGER = "tests.faults.ledger"
WEB = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
FRONT = """\
daemon off; master_process off; worker_processes 1; pid {place}/pid; error_log {place}/log;
events {{}}
http {{
    access_log off;
    {temporary}
    upstream hosts {{ {servers} }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://hosts;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_connect_timeout 1s;
            proxy_next_upstream error timeout http_502 http_504;
        }}
    }}
}}
"""


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
        return Site(folder, environment=dict(self.environment), host=host)

    def serve(self, n: int) -> Site:
        site = self.new(f"web-{n}", WEB[n])
        site.serve()
        self.web.append(site)
        return site

    def work(self, n: int) -> Site:
        site = self.new(f"worker-{n}")
        site.work()
        self.workers.append(site)
        return site

    @staticmethod
    def lose(site: Site) -> None:
        """The host is gone from one moment to the next, with all of its processes."""
        for process in list(site.processes):
            for pid in (*_below(process.pid), process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.communicate(timeout=30)
        site.processes.clear()

    def address(self, n: int) -> str:
        return f"/harbour/{self.things['slugs'][n]}/"

    def everywhere(self, path: str, status: int, words: str = "", seconds: float = 15) -> None:
        for site in self.web:
            site.shows(path, status, words, seconds)


def _below(pid: int) -> list[int]:
    """Every process that this one has started, and those that they have."""
    with suppress(OSError):
        children = [int(each) for task in Path(f"/proc/{pid}/task").iterdir() for each in _children(task)]
        return [found for child in children for found in (*_below(child), child)]
    return []


def _children(task: Path) -> list[str]:
    with suppress(OSError):
        return (task / "children").read_text().split()
    return []


@contextmanager
def front(place: Path, hosts: list[str]) -> Iterator[int]:
    """nginx before these hosts; its port."""
    program, port = find("nginx"), free_port()
    assert program is not None
    place.mkdir()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {place}/{kind};" for kind in kinds)
    servers = " ".join(f"server {host} max_fails=1 fail_timeout=1s;" for host in hosts)
    config = place / "nginx.conf"
    config.write_text(FRONT.format(place=place, temporary=temporary, servers=servers, port=port))
    command = [program, "-c", config, "-e", place / "log", "-p", place]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: _listens(port) or process.poll() is not None)
            yield port
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def several(place: Path, database: Cluster, **more: str) -> Iterator[Hosts]:
    """Two web hosts and two workers of the paper of tests/faults/ledger.py, with nginx in front."""
    with ExitStack() as stack:
        endpoint = stack.enter_context(s3_server("ledger"))
        bucket = Line(int(endpoint.rpartition(":")[2]))
        stack.callback(bucket.close)
        redis = Redis()
        redis.start()
        stack.callback(redis.stop)
        there = f"endpoint=http://127.0.0.1:{bucket.port}&region=us-east-1"
        environment = {
            "DATABASE_URL": database.create(f"hosts_{free_port()}"),
            "REDIS_URL": redis.url,
            "BROADSHEET_MEDIA_TO": f"s3://ledger/media?{there}",
            "BROADSHEET_PRESS_TO": f"s3://ledger/pages?{there}",
            "BROADSHEET_S3_ID": "testing",
            "BROADSHEET_S3_SECRET": "testing",
            "BROADSHEET_WORKER": "separate",
            "BROADSHEET_ALLOWED_HOSTS": ",".join(WEB),
            **more,
        }
        hosts = Hosts(place, database, redis, bucket, environment)
        stack.callback(lambda: [Hosts.lose(site) for site in (*hosts.web, *hosts.workers)])
        first = place / "first"
        names = ("--name", "The Mirna Bay Ledger", "--languages", "en,de", "--time-zone", "Europe/Lisbon")
        who = ("--name", EDITOR, "--email", "cleo@ledger.example", "--role", "administrator", "--password", PASSWORD)
        for command in (broadsheet("init", first, *names), broadsheet("createuser", "--site", first, *who)):
            subprocess.run(
                command, env=clean_environment(**environment), check=True, capture_output=True, timeout=180, cwd=ROOT
            )
        hosts.things = Site(first, environment=environment).inside("tests.faults.ledger:build_with_picture")
        for n in range(2):
            hosts.work(n)
        for n in range(2):
            hosts.serve(n)
        addresses = [f"{site.host}:{site.port}" for site in hosts.web]
        port = stack.enter_context(front(place / "front", addresses))
        hosts.front = Site(place / "nowhere", port=port)
        yield hosts
