"""python -m bench.live: ten thousand open streams on one process, against nginx's nchan with the same client, and a
brief from the desk's POST to the page of a reader in Chromium.

The server has one core, the listeners (bench/live_client.py) and wrk the other. Times are from before the event is
published to when a listener has read it; those of an event are over all listeners, the table has medians over events.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import edge
from bench.papers import SIZES, paper, pressed, served
from bench.serving import a_story
from bench.tables import Result, Table, table
from broadsheet.edge.listening import allow_many_connections
from broadsheet.edge.tests.running import running
from broadsheet.press.folder import Folder, pack
from tests.browsers import chromium_at
from tests.desk import Desk
from tests.parts import find
from tests.postgres import free_port

STREAMS = int(os.environ.get("BENCH_STREAMS", "10000"))
EVENTS = 9
SECONDS = 4
BRIEFS = 15
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
BODY = "x" * 600  # about what a brief has


@dataclass
class Crowd:
    """The listeners; `pid` is the server's. Use it in a `with`."""

    port: int
    pid: int
    events: list[dict[str, float]] = field(default_factory=list)
    opened: float = 0.0
    each: float = 0.0
    """KB of the server's memory a stream."""

    def __enter__(self) -> Crowd:
        command = ["taskset", "-c", "1", sys.executable, "-m", "bench.live_client", str(self.port), "/live/"]
        self._client = subprocess.Popen(
            [*command, str(STREAMS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        before = resident(self.pid)
        self.opened = self._do("open")["seconds"]
        time.sleep(1)
        self.each = (resident(self.pid) - before) / STREAMS / 1024
        return self

    def __exit__(self, *error: object) -> None:
        self._do_nothing()

    def _do_nothing(self) -> None:
        assert self._client.stdin is not None
        assert self._client.stdout is not None
        self._client.stdin.write("leave\n")
        self._client.stdin.close()
        self._client.wait()
        self._client.stdout.close()

    def _do(self, *words: str) -> dict[str, float]:
        assert self._client.stdin is not None
        assert self._client.stdout is not None
        self._client.stdin.write(" ".join(words) + "\n")
        self._client.stdin.flush()
        return dict(json.loads(self._client.stdout.readline()))

    def hear(self, method: str, path: str, body: str) -> None:
        """Events by this request, whose {mark} is replaced; the first is for warming up."""
        for n in range(EVENTS + 1):
            mark = f"mark-{n}-mark"
            said = self._do("event", mark, method, path.replace("{mark}", mark), body.replace("{mark}", mark) or "-")
            if said["lost"]:
                raise RuntimeError(f"{said['lost']} streams were lost")
            self.events += [said] if n else []
            time.sleep(0.3)

    def row(self, name: str) -> tuple[object, ...]:
        times = [statistics.median(each[key] for each in self.events) for key in ("p50", "p99", "last")]
        return (name, f"{self.opened:.1f}", *(f"{each:.0f}" for each in times), f"{self.each:.1f}")


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def nchan(place: Path, port: int) -> Iterator[int]:
    (place / "nchan.conf").write_text(f"""\
load_module {NCHAN};
daemon off; master_process off; pid {place}/nchan.pid; error_log {place}/nchan.log;
worker_rlimit_nofile 65536;
events {{ worker_connections 32000; }}
http {{
    access_log off; nchan_shared_memory_size 512M;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location = /live/ {{ nchan_subscriber eventsource; nchan_channel_id news; }}
        location = /pub {{ nchan_publisher; nchan_channel_id news; }}
    }}
}}
""")
    process = subprocess.Popen(["nginx", "-c", place / "nchan.conf", "-p", place])
    time.sleep(1)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def missing() -> list[str]:
    lacking = edge.missing()
    return [*lacking, *(["nginx's nchan (libnginx-mod-nchan)"] if not NCHAN.exists() else [])]


def streams(place: Path) -> list[Table]:
    folder = Folder(place / "press")
    folder.make()
    folder.write_dynamic(["/desk/"])
    folder.put(edge.URL, pack(edge.page(), ".html"))
    rows, rates = [], []
    with running(folder.root, "--patient") as server:
        edge.pin(server.pid, 0)
        rates.append(_rate(server.wire.port, server.pid))
        with Crowd(server.wire.port, server.pid) as crowd:
            crowd.hear("GET", f"/desk/tell/?key={{mark}}&data={{mark}}{BODY}", "")
            rates.append(_rate(server.wire.port, server.pid))
        rows.append(crowd.row("broadsheet"))
        rates.append(_rate(server.wire.port, server.pid))
    port = free_port()
    with nchan(place, port) as pid:
        edge.pin(pid, 0)
        with Crowd(port, pid) as crowd:
            crowd.hear("POST", "/pub", f"{{mark}}{BODY}")
        rows.append(crowd.row("nginx nchan"))
    titles = ("server", "all open, s", "event p50 ms", "p99 ms", "last ms", "KB a stream")
    without = (rates[0] + rates[2]) / 2
    shares = [(f"{STREAMS:,}", f"{rates[1]:,.0f}", f"{without:,.0f}", f"{rates[1] / without:.2f}")]
    return [table(titles, rows), table(("streams open", "stories/s", "without streams", "share"), shares)]


def _rate(port: int, pid: int) -> float:
    return edge.measure(port, pid, 32, SECONDS, core=1).rate


def from_the_desk_to_the_page() -> Table:
    """Milliseconds from the POST to the item in the page of a reader who has the rail before them."""
    chromium = find("chromium")
    if chromium is None:
        sys.exit("This measurement needs chromium: install it.")
    took: list[float] = []
    with paper(SIZES[0]) as site, chromium_at(chromium) as browser:
        served(pressed(site))
        page: Any = browser.new_page(viewport={"width": 1280, "height": 900})
        desk = Desk(site).sign_in()
        for n in range(FULL):
            desk.publish_brief(f"An hour ago, number {n}.")
        time.sleep(2)  # what is pressed by then is in the page
        with page.expect_request("**/live/**"):
            page.goto(f"http://127.0.0.1:{site.port}{a_story(site.folder)}")
        page.evaluate("document.querySelector('news-feed').scrollIntoView({block: 'center'})")
        for n in range(BRIEFS + 1):
            words = f"Brief number {n} of {time.time_ns()}."
            page.evaluate(_WATCH, [words, PATIENCE])
            began = time.time() * 1000
            desk.publish_brief(words)
            there = page.evaluate("window.there")  # a promise; 0 when it did not come
            if not there:
                sys.exit(f"The page was not told of brief {n} within {PATIENCE} s.")
            took += [there - began] if n else []
    ordered = sorted(took)
    row = (SIZES[0], BRIEFS, f"{statistics.median(took):.0f}", f"{ordered[-1]:.0f}")
    return table(("stories", "briefs", "POST to DOM, median ms", "slowest ms"), [row])


PATIENCE = 20  # seconds
FULL = 10  # briefs with which the rail is full: a new one takes the place of the oldest, and nothing moves
_WATCH = """([words, patience]) => { window.there = new Promise(found => {
  const feed = document.querySelector('news-feed');
  const look = new MutationObserver(() => {
    if (feed.textContent.includes(words)) { look.disconnect(); found(Date.now()) } });
  look.observe(feed, {childList: true, subtree: true});
  setTimeout(() => found(0), patience * 1000) }); return null }"""


def results() -> Result:
    if lacking := missing():
        sys.exit(f"This measurement needs {', '.join(lacking)}: install what is missing.")
    allow_many_connections()
    with tempfile.TemporaryDirectory() as place:
        return [*streams(Path(place)), from_the_desk_to_the_page()]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
