"""kill -9 at any moment under a stream of edits: what the desk took is kept, and the paper comes to be what a full
press makes of the database."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest

from broadsheet.press.folder import Folder
from tests.desk import Desk
from tests.faults.conftest import LEDGER, Ledger
from tests.proof.compare import differences
from tests.sites import until

pytestmark = pytest.mark.slow

ROUNDS = 3


@dataclass
class Editor:
    """Publishes without a pause until nobody answers. Use in a `with`."""

    ledger: Ledger
    dice: random.Random
    titles: dict[int, str] = field(default_factory=dict)
    """{story: the last headline that the desk said was published}"""
    headlines: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    """Sent, and no answer came: they may be in or not."""
    done: int = 0

    def __enter__(self) -> Editor:
        self._desk = Desk(self.ledger.site).sign_in()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            text = f"Ferry {self.dice.randrange(10**9)}"
            self.unsure.add(text)
            try:
                self._edit(text)
            except (OSError, HTTPException):
                return
            self.unsure.discard(text)
            self.done += 1

    def _edit(self, text: str) -> None:
        n = self.dice.randrange(len(self.ledger.things["stories"]) + 1)
        if n == len(self.ledger.things["stories"]):
            self._desk.publish_brief(text)
            self.headlines.append(text)
            return
        key = self.ledger.things["stories"][n]
        self._desk.publish_story(key, text, "It sails.", slug=self.ledger.things["slugs"][n])
        self.titles[key] = text


Kill = Callable[[], None]


@pytest.fixture(params=["server", "worker"])
def start(request: pytest.FixtureRequest, ledger: Ledger) -> Callable[[], Kill]:
    """Starts the paper's processes; what it returns kills the one that this is about, and ends the other."""
    site = ledger.site
    if request.param == "worker":
        with (site.folder / "broadsheet.toml").open("a") as settings:
            settings.write('worker = "separate"\n')

    def begin() -> Kill:
        server = site.serve()
        victim = site.work() if request.param == "worker" else server

        def kill() -> None:
            site.end(victim, signal.SIGKILL)
            if victim is not server:
                site.end(server)

        return kill

    return begin


def test_nothing_is_lost_and_the_paper_is_true(
    ledger: Ledger, start: Callable[[], Kill], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    dice = random.Random(request.node.name)
    editor = Editor(ledger, dice)
    for _ in range(ROUNDS):
        kill = start()
        until(lambda: ledger.site.health()[0] == 200, told=ledger.site.health)
        before, moment = editor.done, dice.uniform(0.0, 0.4)
        with editor:
            until(lambda: editor.done > before + 1, told=lambda: ledger.site.log.read_text()[-3000:])  # noqa: B023
            _wait_for(moment)
            kill()
    start()
    ledger.site.inside(f"{LEDGER}:press_whole", folder=str(tmp_path / "whole"))
    assert differences(ledger.site.press, Folder(tmp_path / "whole")) == []
    _nothing_lost(ledger, editor)


def _wait_for(seconds: float) -> None:
    """The moment of the blow is the point of the test: no condition stands for it."""
    time.sleep(seconds)


def _nothing_lost(ledger: Ledger, editor: Editor) -> None:
    keys = ledger.things["stories"]
    for key, title in zip(keys, ledger.site.inside(f"{LEDGER}:titles", keys=keys), strict=True):
        assert title == editor.titles.get(key, title) or title in editor.unsure
    kept = ledger.site.inside(f"{LEDGER}:headlines")
    assert set(editor.headlines) <= set(kept)
    for n, key in enumerate(keys):
        page = ledger.site.ask(ledger.address(n)).text
        assert any(
            f"<h1>{title}</h1>" in page for title in {editor.titles.get(key, ""), f"Ferry {n}", *editor.unsure}
        )
