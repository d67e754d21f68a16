"""Which slow tests run in one process when several share them.

xdist's own groups are marks that it writes into the tests' names; pytest 9.2 keeps
those elsewhere, and they were lost.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

TOGETHER = "tests/reading/"
"""Tests that look at one served demo, which takes a while to be made and read aloud."""
EACH_FOR_ITSELF = ("tests/proof/", "tests/sending/")
"""Tests that share nothing, and are long."""
LONGEST_FIRST = (
    TOGETHER,
    "tests/faults/test_several_hosts.py",
    *EACH_FOR_ITSELF,
    "broadsheet/running/",
    "tests/faults/",
)
"""What begins last leaves the other processes idle while it goes on. The rest: files with many tests first."""


class Together(LoadScopeScheduling):
    """A file's server is made in one of the processes."""

    def _split_scope(self, nodeid: str) -> str:
        """The name of those that stay together: as xdist has it for subclasses to say."""
        if nodeid.startswith(EACH_FOR_ITSELF):
            return nodeid
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]

    def _assign_work_unit(self, node: WorkerController) -> None:
        if self.workqueue:
            self.workqueue.move_to_end(min(self.workqueue, key=_turn), last=False)
        super()._assign_work_unit(node)


def _turn(scope: str) -> int:
    return next((n for n, long in enumerate(LONGEST_FIRST) if scope.startswith(long)), len(LONGEST_FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together | None:
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
