"""A paper whose readers listen."""

from __future__ import annotations

import itertools
import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from broadsheet.edge.tests.listeners import Event, Listener
from broadsheet.edge.tests.wire import Wire
from tests.browsers import chromium_at
from tests.postgres import Cluster, free_port
from tests.sites import ROOT, Site, broadsheet, clean_environment, copied, until

ACTS = "tests.live.acts"
STREAM = "**/live/**"
_databases = itertools.count()
expect.set_options(timeout=45_000)  # what a page is told goes through processes of its own, on a busy machine slowly
MOVES = (
    "window.moved = 0; new PerformanceObserver(list => { for (const each of list.getEntries())"
    " window.moved += each.value }).observe({type: 'layout-shift', buffered: true})"
)
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="session")
def pressed(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(copied(founded, tmp_path_factory.mktemp("listening")))
    site.inside(f"{ACTS}:build")
    assert site.run("press", "--all").returncode == 0
    act(site, "nothing_is_news")
    return site.folder


@pytest.fixture
def site(pressed: Path, tmp_path: Path) -> Iterator[Site]:
    with Site(copied(pressed, tmp_path)) as made:
        yield made


def act(site: Site, name: str, **arguments: object) -> Any:
    return site.inside(f"{ACTS}:{name}", **arguments)


@contextmanager
def listening(site: Site, after: int | None = None) -> Iterator[Listener]:
    headers = () if after is None else (f"Last-Event-ID: {after}",)
    with Listener(Wire(site.port), headers=headers) as listener:
        listener.opened()
        yield listener


def said(event: Event) -> str:
    return json.loads(event.data).get("html", "")


def connectable(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def served(pressed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(copied(pressed, tmp_path_factory.mktemp("rail"))) as site:
        site.serve()
        yield site


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with chromium_at(chromium) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 600})
    opened = context.new_page()
    opened.add_init_script(MOVES)
    yield opened
    context.close()


def opens(page: Page, site: Site, url: str) -> None:
    """The page of a reader, when it listens."""
    with page.expect_request(STREAM):
        page.goto(f"http://127.0.0.1:{site.port}{url}")


class Redis:
    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(lambda: connectable(self.port))

    def freeze(self) -> None:
        """It takes connections from now on, and says nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def redis() -> Iterator[Redis]:
    server = Redis()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def on_postgres(postgres: Cluster, tmp_path: Path) -> Iterator[Site]:
    environment = {"DATABASE_URL": postgres.with_tables(f"listening_{next(_databases)}")}
    with Site(tmp_path / "listening", environment=environment) as site:
        program = broadsheet("init", site.folder)
        subprocess.run(program, env=clean_environment(**environment), check=True, capture_output=True, cwd=ROOT)
        act(site, "build")
        assert site.run("press", "--all").returncode == 0
        act(site, "nothing_is_news")
        yield site
