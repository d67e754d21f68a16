"""The couriers as the office sees them: a process that is started when there is something to carry, and told what.

When it dies, what it was allowed to end is unknown; everything else it never ended.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

from broadsheet.newsletters.couriers.loads import Load, Said, Word
from broadsheet.newsletters.senders.base import Sender
from broadsheet.newsletters.sending.pace import Pace

MODULE = "broadsheet.newsletters.couriers"
CHUNK = 1 << 18
ENDING = 5.0  # seconds to end by itself once it was told to
DIED = "the process that speaks with the mail server ended"


class Crew:
    """Of one thread. `outstanding` are the handles of which the last word has not been said."""

    def __init__(self, sender: Sender, pace: Pace) -> None:
        self._sender, self._pace = sender, pace
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._poll = select.poll()
        self._held = b""
        self._parts: set[int] = set()
        self._given = self._begun = 0
        self._rest = self._resting = 0.0
        self._over = self._owed = False
        self.outstanding: dict[int, bool] = {}
        """By handle: whether it may be ended."""
        self.carrying = 0
        """How many connections have a message."""
        self.trouble: str | None = None
        """Why nothing can be sent, "" when it can, None when nobody knows."""

    @property
    def ready(self) -> bool:
        return time.monotonic() >= self._resting

    @property
    def waiting(self) -> int:
        """How many loads no connection has begun."""
        return self._given - self._begun

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    # -- what it is told

    def give(self, loads: list[Load], parts: dict[int, tuple[str, str, list[str]]]) -> None:
        """`parts` that the loads name, by their keys: (origin, domain, pieces)."""
        self._start()
        self.outstanding |= {load.handle: False for load in loads}
        self._given += len(loads)
        for key in {load.parts for load in loads if load.parts} - self._parts:
            self._parts.add(key)
            self._say(parts=[key, *parts[key]])
        self._say(loads=loads)

    def keep(self, keys: Iterable[int]) -> None:
        """Nothing of other parts is given any more, and nothing is outstanding."""
        wanted = self._parts & set(keys)
        if self._process and wanted != self._parts:
            self._parts = wanted
            self._say(keep=sorted(wanted))

    def allow(self, answers: list[tuple[int, float | None]]) -> None:
        """What was said is written. (handle, the monotonic instant until which its end may be sent, or None) of those
        that asked. Nothing more is said before."""
        for handle, until in answers:
            if handle in self.outstanding and until is not None:
                self.outstanding[handle] = True
        if self._process and self._owed:
            self._owed = False
            self._say(may=answers)

    def recall(self, handles: Iterable[int]) -> None:
        """Those that nobody has begun are given back."""
        if self._process:
            self._say(recall=list(handles))

    # -- what it says

    def listen(self, seconds: float) -> list[Said]:
        """What was said since; waits up to `seconds` for it."""
        if self._socket is None:
            time.sleep(seconds)
            return []
        if not self._poll.poll(seconds * 1000):
            return []
        try:
            data = self._socket.recv(CHUNK)
        except ConnectionError:
            data = b""
        if not data:
            return self._lost()
        *lines, self._held = (self._held + data).split(b"\n")
        return [said for line in lines for said in self._heard(json.loads(line))]

    def _heard(self, told: dict[str, Any]) -> list[Said]:
        self._begun, self.carrying, self._resting = told["begun"], told["carrying"], told["resting"]
        self._over, self._owed = told["over"], True
        if told["resting"]:
            self.trouble = told["trouble"]
        elif told["well"]:
            self.trouble, self._rest = "", 0.0
        said = [Said.of(line) for line in told["said"]]
        for each in said:
            if each.word is not Word.READY:
                self.outstanding.pop(each.handle, None)
        return said

    # -- its beginning and its end

    def _start(self) -> None:
        if self._process is not None:
            return
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", MODULE, str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )
        self._socket, self._held, self._parts = ours, b"", set()
        self._given = self._begun = self.carrying = 0
        self._over = self._owed = False
        self._poll = select.poll()
        self._poll.register(ours, select.POLLIN)
        self._write(pickle.dumps((self._sender, self._pace)).hex().encode() + b"\n")

    def _say(self, **words: object) -> None:
        self._write(json.dumps(words).encode() + b"\n")

    def _write(self, line: bytes) -> None:
        assert self._socket is not None
        with contextlib.suppress(ConnectionError):  # it has died: what it held is told when we listen
            self._socket.sendall(line)

    def _lost(self) -> list[Said]:
        """It died: a new one is started with the next load, but not at once."""
        first, most = self._pace.reconnect
        self._rest = min(max(first, self._rest * 2), most)
        self._resting, self.trouble = time.monotonic() + self._rest, DIED
        self._forget()
        words = {True: Word.BROKE_AFTER, False: Word.GIVEN_BACK}
        said = [Said(words[ended], handle, cause=DIED) for handle, ended in self.outstanding.items()]
        self.outstanding.clear()
        return said

    def stop(self) -> None:
        """Have each connection end its message; `over` is true when they have."""
        if self._process:
            self._say(stop=True)

    @property
    def over(self) -> bool:
        return self._process is None or self._over

    def dismiss(self) -> None:
        """Its process ends, whatever it does."""
        self._forget()
        self.outstanding.clear()

    def _forget(self) -> None:
        process, self._process = self._process, None
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._given = self._begun = self.carrying = 0
        if process is not None:
            try:
                process.wait(ENDING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
