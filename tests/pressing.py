"""The whole paper pressed into a folder of the test's own: what readers would get."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

import pytest

from broadsheet.press import consequences, instants
from broadsheet.press.flood import soil_everything
from broadsheet.press.folder import Folder, relative
from broadsheet.press.fullpress import press_into
from broadsheet.press.memory import Memory
from broadsheet.press.models import Plate
from broadsheet.press.presser import Pressed, Presser
from tests import settled
from tests.proof.compare import differences


class Pressing:
    def __init__(self, folder: Folder) -> None:
        self.folder, self.presser = folder, Presser(folder)

    def settle(self) -> Pressed:
        """Drain and press until nothing is left. A plate that fails fails the test."""
        changed: list[str] = []
        same: list[str] = []
        while True:
            drained = consequences.drain()
            pressed = self.presser.press() or self.presser.press(bulk=True)
            assert not pressed.failed, Plate.objects.filter(failures__gt=0).values_list("url", "failure")
            changed += pressed.changed
            same += pressed.same
            if not drained and not pressed:
                return Pressed(tuple(changed), tuple(same))

    def everything(self) -> Pressed:
        soil_everything()
        return self.settle()

    def let_pass(self, instant: datetime) -> Pressed:
        """What happens when this instant comes."""
        instants.fire(instant, self.presser, None)
        return self.settle()

    def read(self, url: str) -> str | None:
        return _text(self.folder.plates / relative(url))

    def gone(self, url: str) -> str | None:
        """What is answered with 410."""
        return _text(self.folder.gone / relative(url))


def pages(pressed: Pressed) -> set[str]:
    """The URLs of pages, feeds and files left out, whose bytes changed."""
    return {url for url in pressed.changed if url.endswith("/")}


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


@pytest.fixture
def pressing(
    db: None, tmp_path: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Pressing:
    """The paper, settled: what a test then changes is all that is pressed."""
    folder = Folder(tmp_path / "press")
    folder.make()
    made = Pressing(folder)
    base = settled.untouched(request)
    memory = settled.again(base, folder.root)
    if memory is not None:
        made.presser.memory = memory
        return made

    def press() -> Memory:
        made.everything()
        return made.presser.memory

    settled.keep(base, folder.root, tmp_path_factory.mktemp("settled") / "press", press)
    return made


@pytest.fixture
def as_pressed_anew(tmp_path: Path) -> Callable[[Folder], None]:
    """Assert that a folder holds, byte for byte, what a full press makes now from the database alone."""

    def check(folder: Folder) -> None:
        fresh = Folder(Path(mkdtemp(dir=tmp_path)))
        press_into(fresh)
        assert not differences(folder, fresh)

    return check
