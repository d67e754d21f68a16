"""A process beside the server in which engines speak and sound is made: asked over a pipe, stopped when it hangs.

GPL code (Piper, phonemisers, eSpeak NG) and the encoders that PyAV brings are loaded there, never in the server; what
an engine leaks, corrupts or brings down, it does there. Requests and answers are lines of JSON; sound goes by files.
An answer is any number of {"progress": …}, then {"done": …} or {"error": [trouble, engine, detail]}; the
detail as wording.stored has it.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO, Any

from broadsheet.narration.engines.base import EngineError, Trouble
from broadsheet.narration.wording import Message, Words, words_of
from broadsheet.narration.wording import noted as _

CHUNK = 65536
SIGH = 1.0  # seconds between two calls of whoever waits for an answer
ENDING = 2.0  # seconds to end by itself once nothing more is asked


class Process:
    """Starts with the first request, and anew after it was stopped or died. One request at a time; threads wait."""

    def __init__(self, module: str, greeting: Any) -> None:
        """`greeting` is the first line of input of each process; it may hold secrets."""
        self.command = [sys.executable, "-m", module]
        self.greeting = greeting
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._words: IO[bytes] | None = None  # what it writes to standard error
        self._rest = b""

    def ask(
        self,
        request: Any,
        engine: str,
        patience: float,
        progress: Callable[[Any], None] | None = None,
        waiting: Callable[[], None] = lambda: None,
    ) -> Any:
        """The answer. `patience`: seconds without a sign of life after which it is stopped; `engine` is named in
        errors. `waiting` is called every second until the answer comes. What that or `progress` raises ends the
        request and the process. Raises EngineError."""
        with self._lock:
            child = self._started(engine)
            try:
                self._send(child, request, engine)
                for line in self._lines(child, engine, patience, waiting):
                    if "error" in line:
                        trouble, named, detail = line["error"]
                        raise EngineError(Trouble(trouble), named, words_of(detail))
                    if "done" in line:
                        return line["done"]
                    if progress:
                        progress(line["progress"])
            except EngineError as error:
                if error.trouble in {Trouble.HANGS, Trouble.DIED}:
                    self._stop(0)
                raise
            except BaseException:
                self._stop(0)  # or its answer would be taken for the next one's
                raise
        raise AssertionError("the lines end with an answer or an error")

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def close(self) -> None:
        with self._lock:
            self._stop(ENDING)

    def _started(self, engine: str) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop(0)
            self._rest, self._words = b"", tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._words
            )
            self._send(self._child, self.greeting, engine)
        return self._child

    def _send(self, child: subprocess.Popen[bytes], request: Any, engine: str) -> None:
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError:
            raise EngineError(Trouble.DIED, engine, self._last_words(child)) from None

    def _lines(
        self, child: subprocess.Popen[bytes], engine: str, patience: float, waiting: Callable[[], None]
    ) -> Iterator[dict[str, Any]]:
        assert child.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            until = time.monotonic() + patience
            while True:
                line, found, rest = self._rest.partition(b"\n")
                if found:
                    self._rest, until = rest, time.monotonic() + patience
                    yield json.loads(line)
                    continue
                if not selector.select(max(0.0, min(SIGH, until - time.monotonic()))):
                    if time.monotonic() >= until:
                        raise EngineError(Trouble.HANGS, engine, f"{patience:.0f}")
                    waiting()
                    continue
                data = os.read(child.stdout.fileno(), CHUNK)
                if not data:
                    raise EngineError(Trouble.DIED, engine, self._last_words(child))
                self._rest += data

    def _last_words(self, child: subprocess.Popen[bytes]) -> Words:
        """The last line that it wrote to standard error, or the signal that ended it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(ENDING)
        assert self._words is not None
        self._words.seek(max(0, self._words.seek(0, os.SEEK_END) - CHUNK))
        lines = self._words.read().decode("utf-8", "replace").strip().splitlines()
        if child.returncode is not None and child.returncode < 0:
            return Message(_("signal %(number)s"), {"number": str(-child.returncode)})
        return lines[-1][:300] if lines else Message(_("status %(number)s"), {"number": str(child.returncode)})

    def _stop(self, patience: float) -> None:
        child, self._child = self._child, None
        if child is not None:
            assert child.stdin is not None
            assert child.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()
            try:
                child.wait(patience)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            child.stdout.close()
        if self._words is not None:
            self._words.close()
            self._words = None
