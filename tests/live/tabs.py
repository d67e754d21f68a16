"""Chromium with the tabs of one window, of which one is seen and the others are hidden, as a reader has them.

Playwright keeps every page visible, however many lie above it. So this browser is spoken to in its own words, by a
pipe (chrome --remote-debugging-pipe: DevTools protocol, JSON that ends with a zero byte).
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tests.browsers import FLAGS
from tests.sites import until

_WORDS = "document.body.innerText"


class Window:
    def __init__(self, said: BinaryIO, told: BinaryIO) -> None:
        self._said, self._told, self._number, self._rest = said, told, 0, b""

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """What the browser answers. Raises RuntimeError when it refuses."""
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            asked["sessionId"] = session
        self._told.write(json.dumps(asked).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._said.fileno(), 1 << 16)
            if not part:
                raise EOFError("the browser has ended")
            self._rest += part
        word, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(word))

    def tab(self, url: str) -> Tab:
        """A new one, before all others."""
        key = self.call("Target.createTarget", url=url)["targetId"]
        return Tab(self, key, self.call("Target.attachToTarget", targetId=key, flatten=True)["sessionId"])


@dataclass(frozen=True)
class Tab:
    window: Window
    key: str
    session: str

    def see(self) -> None:
        """Whoever sits there turns to it."""
        self.window.call("Target.activateTarget", targetId=self.key)

    def run(self, script: str) -> Any:
        found = self.window.call("Runtime.evaluate", self.session, expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def holds(self, script: str) -> None:
        """Wait until it does."""
        until(lambda: self.run(script), told=lambda: f"{script}\n{self.run(_WORDS)}")


@contextmanager
def window(program: Path, place: Path) -> Iterator[Window]:
    """`place` is a folder for all that the browser keeps."""
    theirs_in, told = os.pipe()
    said, theirs_out = os.pipe()
    flags = (*FLAGS, "--headless", "--no-first-run", f"--user-data-dir={place}", "--remote-debugging-pipe")
    # it listens at its descriptor 3 and speaks at 4
    begin = ("bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", str(program), *flags, "about:blank")
    process = subprocess.Popen(
        begin, pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        with os.fdopen(said, "rb", 0) as hears, os.fdopen(told, "wb", 0) as speaks:
            yield Window(hears, speaks)
    finally:
        process.terminate()
        process.wait(30)
