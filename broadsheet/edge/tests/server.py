"""A server as the site starts it, with a small WSGI application in Django's place.

    python -m broadsheet.edge.tests.server FOLDER [--port N] [--workers N] [--stock] [--patient] …

It prints one line of JSON when it serves: {"port": …, "pid": …, "main": …}; main is who
gets the signals. `--stock` is uvicorn's own protocol class
with the plain ASGI application.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse

import uvicorn

from broadsheet.edge.asgi import App
from broadsheet.edge.door import Edge
from broadsheet.edge.limits import Limits
from broadsheet.edge.listening import CannotListen
from broadsheet.edge.server import serve
from broadsheet.edge.streams import Streams
from broadsheet.edge.tests.tellers import Teller
from broadsheet.live import hub as hubs
from broadsheet.live.hub import Caps, Hub
from broadsheet.press.folder import Folder, pack

SHORT = Limits(
    head=2.0,
    body=2.0,
    body_begins=2.0,
    idle=2.0,
    stall=2.0,
    largest_body=8 << 20,
    threads=4,
    threads_each=3,
    queue=4,
    grace=5.0,
)
PATIENT = Limits(threads=4, queue=60)


teller = Teller()


def desk(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """What Django would do: a page, a slow one, an upload, a stream, and what it was told of the request."""
    path, query = environ["PATH_INFO"], parse_qs(environ["QUERY_STRING"])
    if path == "/desk/slow/":
        time.sleep(float(query["s"][0]))
        return _text(start_response, b"slow\n")
    if path == "/desk/burn/":
        return _text(start_response, b"%d\n" % _burn(float(query["s"][0])))
    if path == "/desk/upload/":
        return _text(start_response, _digest(environ).encode())
    if path == "/desk/drip/":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return _drip(int(query["n"][0]))
    if path == "/desk/told/":
        told = {key: value for key, value in environ.items() if isinstance(value, str)}
        return _text(start_response, json.dumps(told).encode())
    if path == "/desk/tell/":
        teller.tell(query["key"], query.get("data", ["1"])[0], float(query["until"][0]) if "until" in query else None)
        return _text(start_response, b"told\n")
    if path == "/desk/figures/":
        return _text(start_response, json.dumps(teller.figures()).encode())
    if path == "/desk/broken/":
        raise RuntimeError("broken on purpose")
    return _text(start_response, b"desk\n", ("Set-Cookie", "session=1"))


def _text(start_response: StartResponse, body: bytes, *headers: tuple[str, str]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), *headers])
    return [body]


def _burn(seconds: float) -> int:
    """Python that never waits, as rendering a template is."""
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += sum(i * i for i in range(200))
    return number


def _digest(environ: dict[str, Any]) -> str:
    left, digest = int(environ["CONTENT_LENGTH"]), hashlib.sha256()
    size = left
    while left:
        part = environ["wsgi.input"].read(min(left, 65536))
        digest.update(part)
        left -= len(part)
    return json.dumps({"size": size, "sha256": digest.hexdigest()})


class _drip:
    """A streamed response that notes in the log how far it came."""

    streaming = True

    def __init__(self, count: int) -> None:
        self.count, self.sent = count, 0

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.count):
            time.sleep(0.02)
            self.sent += 1
            yield b"x" * 1000

    def close(self) -> None:
        print(f"drip closed after {self.sent}", file=sys.stderr, flush=True)


class Presser:
    """Presses what is due, slowly, and counts; fails as it would without a database; or can do nothing now."""

    def __init__(self, folder: Folder, *, fails: bool, skips: bool, waits: Path | None) -> None:
        self._folder, self._fails, self._skips, self._waits = folder, fails, skips, waits
        self._count, self._lock = 0, threading.Lock()

    def __call__(self, url: str) -> bool:
        if self._fails:
            raise ConnectionError("the database is not there")
        if self._skips:
            return True
        if self._waits:
            while not self._waits.exists():
                time.sleep(0.01)
            return False
        time.sleep(0.2)
        with self._lock:
            self._count += 1
            self._folder.put(url, pack(f"<p>{url} pressed {self._count}</p>".encode() * 40, ".html"))
        return True


def _ready(port: int, *, worker: bool = False) -> None:
    main = os.getppid() if worker else os.getpid()
    print(json.dumps({"port": port, "pid": os.getpid(), "main": main}), flush=True)


def _stock(edge: Edge, port: int, limits: Limits, streams: Streams) -> None:
    async def started() -> None:
        threading.Thread(target=_say_port, args=(server,), daemon=True).start()

    app = App(edge, desk, limits, streams=streams, on_start=started)
    config = uvicorn.Config(app, port=port, http="httptools", ws="none", lifespan="on", log_level="error")
    server = uvicorn.Server(config)
    server.run()


def _say_port(server: uvicorn.Server) -> None:
    """uvicorn opens its port after the start of the application."""
    while not server.started:
        time.sleep(0.005)
    _ready(server.servers[0].sockets[0].getsockname()[1])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--hosts", nargs="*")
    parser.add_argument("--proxies", nargs="*", default=[])
    parser.add_argument("--told", type=int, default=0, help="events that were told before, the first ten forgotten")
    parser.add_argument("--heartbeat", type=float, default=hubs.HEARTBEAT)
    parser.add_argument("--streams", type=int, default=20_000)
    parser.add_argument("--streams-each", type=int, default=20_000)
    parser.add_argument("--connections-each", type=int, default=0)
    parser.add_argument("--stumble", type=Path, help="end with status 3 when this file is there")
    parser.add_argument("--press-waits", type=Path, help="until this file is there; then nothing can be pressed")
    for flag in ("--stock", "--patient", "--fail-press", "--press-nothing"):
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


def _say(word: str) -> None:
    print(word, file=sys.stderr, flush=True)


def _streams(given: argparse.Namespace) -> Streams:
    teller.begin_after(given.told)
    hubs.HEARTBEAT = given.heartbeat
    return Streams(Hub(Caps(given.streams, given.streams_each)), teller, given.proxies)


def main() -> None:
    given = _arguments()
    if given.stumble and given.stumble.exists():
        sys.exit(3)
    logging.basicConfig(level=logging.WARNING)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have ignored it, and that is inherited
    folder = Folder(given.folder)
    press = Presser(folder, fails=given.fail_press, skips=given.press_nothing, waits=given.press_waits)
    edge = Edge(folder, press_now=press, hosts=frozenset(given.hosts) if given.hosts else None)
    limits = replace(PATIENT if given.patient else SHORT, connections_each=given.connections_each)
    streams = _streams(given)
    if given.stock:
        _stock(edge, given.port, limits, streams)
        return
    try:
        serve(
            edge,
            desk,
            "127.0.0.1",
            given.port,
            workers=given.workers,
            limits=limits,
            trusted_proxies=given.proxies,
            streams=streams,
            on_start=lambda: _say("hook: start"),
            on_stop=lambda: _say("hook: stop"),
            on_listening=lambda host, port: _ready(port, worker=given.workers > 1),
        )
    except CannotListen as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
