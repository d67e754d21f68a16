"""A site of its own for a test, and the command `broadsheet` in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.site.config import PREFIX
from broadsheet.site.founding import Choices, found
from broadsheet.site.loading import USUAL_NAMES

Run = Callable[..., subprocess.CompletedProcess[str]]
PROCESSES = {"broadsheet", "serve"}
"""Fixtures that start one."""


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's site is set by its own files alone."""
    for name in list(os.environ):
        if name.startswith(PREFIX) or name in USUAL_NAMES:
            monkeypatch.delenv(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that starts the command in a process of its own, as a person does, is not one of the quick ones."""
    for item in items:
        if PROCESSES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A new site with the template database in it."""
    folder = tmp_path / "ledger"
    found(folder, Choices(name="The Mirna Bay Ledger"))
    return folder


@pytest.fixture
def broadsheet() -> Run:
    """Runs the command in a process of its own, as a person does."""

    def run(*arguments: str | Path | int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "broadsheet", *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run
