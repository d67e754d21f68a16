"""Which slow tests run in one process when several share them.

xdist's own groups are marks that it writes into the tests' names; pytest 9.2 keeps
those elsewhere, and they were lost.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = "tests/reading/"
"""Tests that look at one served demo, which takes a while to be made and read aloud."""
EACH_FOR_ITSELF = ("tests/proof/", "tests/sending/")
"""Tests that share nothing, and are long."""


class Together(LoadScopeScheduling):
    """A file's server is made in one of the processes."""

    def _split_scope(self, nodeid: str) -> str:
        """The name of those that stay together: as xdist has it for subclasses to say."""
        if nodeid.startswith(EACH_FOR_ITSELF):
            return nodeid
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together | None:
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
