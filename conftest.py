"""What every test of the house may use; each fixture lives in a file of tests/ named by its subject."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.databases", "tests.parts", "tests.postgres", "tests.pressing", "tests.sites"]

TOGETHER = "tests/reading"
"""Tests that look at one served demo, which takes a while to be made and read aloud."""
EACH_FOR_ITSELF = ("tests/proof", "tests/sending")
"""Tests that share nothing, and are long."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the slow tests (`--dist loadgroup`), a file's server is made in one of them.
    The marks have to be there before that plugin writes them into the names."""
    for item in items:
        file = Path(item.path).relative_to(config.rootpath).as_posix()
        if not file.startswith(EACH_FOR_ITSELF):
            item.add_marker(pytest.mark.xdist_group(TOGETHER if file.startswith(TOGETHER) else file))
