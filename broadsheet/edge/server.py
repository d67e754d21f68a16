"""Starting and stopping the server of a site."""

from __future__ import annotations

import asyncio
import functools
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication

import uvicorn

from broadsheet.edge import figures
from broadsheet.edge.asgi import App
from broadsheet.edge.door import Edge
from broadsheet.edge.limits import Limits
from broadsheet.edge.listening import BACKLOG, allow_many_connections, listen
from broadsheet.edge.neighbours import Neighbours
from broadsheet.edge.protocol import EdgeProtocol
from broadsheet.edge.pulse import Readers
from broadsheet.edge.streams import Streams
from broadsheet.edge.succession import (
    Successor,
    hangup_means_restart,
    say_alive,
    say_ready,
    succeed,
    take_ready_fd,
    watched,
)
from broadsheet.edge.workers import Supervisor

logger = logging.getLogger(__name__)

# Python's 5 ms let one thread that renders take nine tenths of the plates' throughput; see bench/edge.py.
SWITCH_INTERVAL = 0.0001  # seconds
STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Hooks:
    """`on_start` and `on_stop` are called in a thread, in one process of however many serve."""

    on_start: Callable[[], None] = _nothing
    on_stop: Callable[[], None] = _nothing
    on_listening: Callable[[str, int], None] = field(default=lambda host, port: None)
    """With the address that is served, once, when connections are taken."""


def serve(
    edge: Edge,
    wsgi_app: WSGIApplication,
    host: str,
    port: int,
    *,
    workers: int = 1,
    limits: Limits | None = None,
    trusted_proxies: Sequence[str] = (),
    streams: Streams | None = None,
    readers: Readers | None = None,
    on_start: Callable[[], None] = _nothing,
    on_stop: Callable[[], None] = _nothing,
    on_listening: Callable[[str, int], None] = lambda host, port: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then end what is under way and return. Raises CannotListen.

    `trusted_proxies` are addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
    With several workers the processes are forked here: no thread may run and no database connection be open.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)  # a successor inherits what its supervisor blocks
    listener = listen(host, port)
    allow_many_connections()
    serving = Serving(
        edge,
        wsgi_app,
        listener,
        limits or Limits(),
        tuple(trusted_proxies),
        streams,
        readers,
        Hooks(on_start, on_stop, on_listening),
    )
    ready = take_ready_fd()
    figures.serve(workers)
    if streams is not None:
        streams.neighbours = Neighbours(workers)
    with listener:
        if workers == 1:
            serving.run(ready)
        else:
            Supervisor(listener, workers, serving.run_as_worker, ready, serving.forget).run()


@dataclass(frozen=True, slots=True)
class Serving:
    """What one process needs to serve."""

    edge: Edge
    wsgi_app: WSGIApplication
    listener: socket.socket
    limits: Limits
    trusted_proxies: tuple[str, ...]
    streams: Streams | None
    readers: Readers | None
    hooks: Hooks

    def run(self, ready: int | None) -> None:
        """As the only process."""
        Process(self, self.hooks, ready, alone=True).run()

    def run_as_worker(self, index: int, ready: int | None) -> None:
        """As one of several: the first has the hooks."""
        figures.served.take(index)
        if self.streams is not None:
            self.streams.neighbours.take(index)
        Process(self, self.hooks if index == 0 else Hooks(), ready, alone=False).run()

    def forget(self, index: int) -> None:
        """A worker has died, and all its connections with it."""
        if self.streams is not None:
            self.streams.neighbours.forget(index)


class Process:
    """A serving process from start to end."""

    def __init__(self, serving: Serving, hooks: Hooks, ready: int | None, *, alone: bool) -> None:
        self._serving, self._hooks, self._ready, self._alone = serving, hooks, ready, alone
        self._parent = os.getppid()
        self._interrupted = False
        self._successor: Successor | None = None
        self._app = App(
            serving.edge,
            serving.wsgi_app,
            serving.limits,
            streams=serving.streams,
            readers=serving.readers,
            on_start=self._started,
            on_stop=self._stopping,
        )
        self._server = uvicorn.Server(self._config())

    def _config(self) -> uvicorn.Config:
        serving = self._serving
        protocol: Any = functools.partial(EdgeProtocol, self._app.pulse)
        return uvicorn.Config(
            self._app,
            http=protocol,
            loop="uvloop",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(serving.trusted_proxies),
            forwarded_allow_ips=list(serving.trusted_proxies),
            backlog=BACKLOG,
            timeout_keep_alive=int(serving.limits.idle),
            timeout_graceful_shutdown=int(serving.limits.grace),
        )

    def run(self) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._server.run(sockets=[self._serving.listener])

    async def _started(self) -> None:
        loop = asyncio.get_running_loop()
        # In place of uvicorn's handlers, which raise the signal again at the end: a stop is no failure.
        loop.add_signal_handler(signal.SIGTERM, self._stop)
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        if self._alone and hangup_means_restart():
            loop.add_signal_handler(signal.SIGHUP, self._succeed)
        elif self._alone:
            loop.add_signal_handler(signal.SIGHUP, self._stop)
        await asyncio.to_thread(self._hooks.on_start)
        gc.collect()
        gc.freeze()
        loop.call_soon(self._serves)

    def _serves(self) -> None:
        """Called when uvicorn has begun to take connections."""
        if not self._server.started:
            asyncio.get_running_loop().call_later(0.005, self._serves)
            return
        if not self._alone:
            self._watch_parent()
        self._hooks.on_listening(*self._serving.listener.getsockname()[:2])
        say_ready(self._ready, os.getpid() if self._alone else self._parent)
        if self._alone and (every := watched()):
            self._live(every)

    def _live(self, every: float) -> None:
        """Called in the loop: who says that it lives can also answer."""
        say_alive()
        asyncio.get_running_loop().call_later(every, self._live, every)

    async def _stopping(self) -> None:
        await asyncio.to_thread(self._hooks.on_stop)

    def _stop(self) -> None:
        self._server.should_exit = True

    def _interrupt(self) -> None:
        """Ctrl+C; a second one does not wait for requests in flight."""
        self._server.force_exit = self._interrupted
        self._interrupted = True
        self._stop()

    def _succeed(self) -> None:
        if self._successor is not None:
            return
        self._successor = succeed(self._serving.listener)
        if self._successor is not None:
            ready = self._successor.ready_fd
            asyncio.get_running_loop().add_reader(ready, self._hear, self._successor)

    def _hear(self, successor: Successor) -> None:
        asyncio.get_running_loop().remove_reader(successor.ready_fd)
        self._successor = None
        if successor.heard():
            self._stop()

    def _watch_parent(self) -> None:
        """A worker whose supervisor was killed must not serve on unseen."""
        if os.getppid() != self._parent:
            logger.error("The supervising process %d has gone; this worker ends.", self._parent)
            self._stop()
        else:
            asyncio.get_running_loop().call_later(1.0, self._watch_parent)
