"""A tiny paper of Django's own groups, so that the press is tested without a story in sight."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Group

from broadsheet.press import consequences, plates, rows, selectors, triggers, watch
from broadsheet.press.folder import Folder
from broadsheet.press.plates import Page, Plates
from broadsheet.press.presser import Pressed, Presser
from broadsheet.press.selectors import selector


class GroupPage(Plates):
    name, pattern, asks = "test-group", r"/g/[^/]+/", "nothing here is gated"

    def urls(self) -> Iterator[str]:
        return (f"/g/{name}/" for name in Group.objects.values_list("name", flat=True))

    def touched(self, change: watch.Changed) -> set[str]:
        return {f"/g/{name}/" for name in change.values("name")} if change.model is Group else set()

    def make(self, url: str) -> Page | None:
        pk = with_name(url.split("/")[2])
        group = rows.get(Group, pk) if pk else None
        return Page(f"<h1>{group.name}</h1>".encode() * 50) if group else None


class ListPage(Plates):
    name, pattern, asks = "test-list", r"/g/", "nothing here is gated"

    def urls(self) -> list[str]:
        return ["/g/"]

    def touched(self, change: watch.Changed) -> list[str]:
        return ["/g/"] if change.model is Group else []

    def make(self, url: str) -> Page | None:
        groups = rows.get_many(Group, newest(2))
        return Page(" ".join(group.name for group in groups).encode())


def with_name(name: str) -> int | None:
    return selectors.SELECTORS["test.with_name"](name)


def newest(count: int) -> list[int]:
    return selectors.SELECTORS["test.newest"](count)


@pytest.fixture
def paper(db: None) -> Iterator[None]:
    """Groups are watched, selected and pressed while this lasts."""
    kinds, chosen, watches = list(plates._KINDS), dict(selectors.SELECTORS), dict(watch.WATCHES)
    plates._KINDS.clear()
    selectors.SELECTORS.clear()
    watch.WATCHES.clear()
    watch.watch(Group)
    selector("test.with_name", {Group: lambda change: change.each("name")})(
        lambda name: Group.objects.filter(name=name).values_list("pk", flat=True).first()
    )
    selector("test.newest", {Group: lambda change: selectors.EVERY})(
        lambda count: list(Group.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    )
    for kind in (GroupPage(), ListPage()):
        plates._KINDS.append((re.compile(kind.pattern), kind))
    Group.objects.all().delete()
    triggers.install()
    yield
    plates._KINDS[:] = kinds
    for kept, now in ((chosen, selectors.SELECTORS), (watches, watch.WATCHES)):
        now.clear()
        now.update(kept)


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "press")
    made.make()
    return made


class Press:
    """Drains and presses until nothing is left; collects what happened."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.presser = folder, Presser(folder)

    def settle(self) -> Pressed:
        changed: list[str] = []
        same: list[str] = []
        failed: list[str] = []
        while True:
            drained = consequences.drain()
            pressed = self.presser.press() or self.presser.press(bulk=True)
            changed += pressed.changed
            same += pressed.same
            failed += pressed.failed
            if not drained and not pressed:
                return Pressed(tuple(changed), tuple(same), tuple(failed))

    def read(self, url: str) -> bytes | None:
        file = self.folder.plates / url.strip("/") / "index.html"
        return file.read_bytes() if file.exists() else None


@pytest.fixture
def press(paper: None, folder: Folder) -> Press:
    return Press(folder)
