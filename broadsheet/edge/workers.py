"""Several serving processes on one machine: forked, watched, started again when one dies."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from broadsheet.edge.succession import Successor, hangup_means_restart, say_alive, succeed, watched

logger = logging.getLogger(__name__)

_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}
_TOO_SOON = 1.0  # seconds; a worker that dies younger than this is started again only after as long a pause
_LOOK = 0.2  # seconds between two looks at a successor or at workers to be started again


@dataclass(frozen=True, slots=True)
class Worker:
    index: int
    born: float  # time.monotonic()


class Supervisor:
    """`run_worker(index, ready)` serves until SIGTERM and returns. All workers take from the one listening socket.

    `ready` is where the first workers say that they serve. Once we have closed it the number may be any other file's,
    so a worker that is started later gets None. `buried(index)` is called when one has died.
    """

    def __init__(
        self,
        listener: socket.socket,
        count: int,
        run_worker: Callable[[int, int | None], None],
        ready: int | None,
        buried: Callable[[int], None] = lambda index: None,
    ) -> None:
        self._buried = buried
        self._listener, self._count, self._run_worker, self._ready = listener, count, run_worker, ready
        self._workers: dict[int, Worker] = {}
        self._to_start: dict[int, float] = dict.fromkeys(range(count), 0.0)  # index: not before
        self._successor: Successor | None = None
        self._stopping = False
        self._every, self._said = watched(), 0.0

    def run(self) -> None:
        """Until a signal says to stop and the last worker has ended."""
        previous = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            while not self._stopping or self._workers:
                self._start_due()
                received = signal.sigtimedwait(_SIGNALS, _LOOK)
                if received is not None:
                    self._obey(received.si_signo)
                self._hear()
                self._reap()
                self._live()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)

    def _start_due(self) -> None:
        now = time.monotonic()
        for index, not_before in list(self._to_start.items()):
            if not self._stopping and not_before <= now:
                del self._to_start[index]
                self._workers[self._fork(index)] = Worker(index, now)
        if self._ready is not None:
            os.close(self._ready)  # the workers have it; one that is started later has nobody to tell
            self._ready = None

    def _fork(self, index: int) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            self._run_worker(index, self._ready)
            status = 0
        finally:
            if status:
                sys.excepthook(*sys.exc_info())
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _obey(self, number: int) -> None:
        if number == signal.SIGHUP and hangup_means_restart():
            self._successor = self._successor or succeed(self._listener)
        elif number != signal.SIGCHLD:
            self._stop()

    def _hear(self) -> None:
        if self._successor is not None and select.select([self._successor.ready_fd], [], [], 0)[0]:
            if self._successor.heard():
                self._stop()
            self._successor = None

    def _live(self) -> None:
        if self._every and time.monotonic() - self._said >= self._every:
            self._said = time.monotonic()
            say_alive()

    def _stop(self) -> None:
        self._stopping = True
        for pid in self._workers:
            os.kill(pid, signal.SIGTERM)

    def _reap(self) -> None:
        for pid, worker in list(self._workers.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._workers[pid]
                if not self._stopping:
                    self._bury(worker, pid, os.waitstatus_to_exitcode(status))

    def _bury(self, worker: Worker, pid: int, status: int) -> None:
        self._buried(worker.index)
        logger.error("Worker %d (process %d) ended with status %d; it is started again.", worker.index, pid, status)
        now = time.monotonic()
        self._to_start[worker.index] = now + (_TOO_SOON if now - worker.born < _TOO_SOON else 0.0)
