"""The demo's paper as readers get it, and a real browser in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsers import chromium_at
from tests.reading.demo import served_demo
from tests.reading.paper import Paper


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    with served_demo(tmp_path_factory.mktemp("reading") / "demo") as paper:
        yield paper


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with chromium_at(chromium) as started:
        yield started
