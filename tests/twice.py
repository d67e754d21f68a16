"""python -m tests.twice ARGUMENTS…: pytest; what failed of it runs once more, by itself, and is named.

For tests of real processes and real browsers, whose verdict a machine that stands still for a second can turn. What
fails twice has failed; many failures are no accident and are not tried again. See docs/decisions/0059.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

ACCIDENTS = 10
"""More tests than this do not fail by accident."""


class Failed:
    """The names of the tests that failed, and whether something else went wrong (a file that cannot be read)."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.is_broken = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names[report.nodeid] = None

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.is_broken = self.is_broken or report.failed


def run(arguments: list[str]) -> int:
    """The exit status of the first run, or of the second where there is one."""
    first = Failed()
    status = int(pytest.main(arguments, plugins=[first]))
    if status != pytest.ExitCode.TESTS_FAILED or first.is_broken or not 0 < len(first.names) <= ACCIDENTS:
        return status
    again = {name: _alone(name) for name in first.names}
    for name, status in again.items():
        print(f"{name} failed {'twice' if status else 'once, and passed by itself'}", flush=True)
    return max(again.values())


def _alone(name: str) -> int:
    """In a process of its own, with fixtures of its own."""
    return subprocess.run([sys.executable, "-m", "pytest", "-q", name], check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
