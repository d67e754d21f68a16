"""A clock of a site's own, which a test sets while its processes run.

python -m tests.gate.clocks COMMAND…: `broadsheet` by the clock of the file that TEST_CLOCK names. What cannot be
set on a real machine either (the monotonic clock) stays the machine's. libfaketime would do the same for programs
in C, but its clock_nanosleep (0.9.10) breaks Python's time.sleep.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from broadsheet.kit import clock
from broadsheet.site.cli import main
from tests.sites import Site

VARIABLE = "TEST_CLOCK"


class Clock:
    """Of all processes that the site starts from now on."""

    def __init__(self, site: Site) -> None:
        self._file, self.ahead = site.folder.with_suffix(".clock"), 0.0
        self.set_ahead(0)
        site.environment[VARIABLE] = str(self._file)
        site.module = "tests.gate.clocks"

    def set_ahead(self, seconds: float) -> None:
        """Of the machine's clock."""
        half = self._file.with_suffix(".half")
        half.write_text(f"{seconds}\n")
        half.replace(self._file)
        self.ahead = seconds

    def set_to(self, instant: datetime) -> None:
        self.set_ahead(instant.timestamp() - time.time())

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)


def _keep_to(file: Path) -> None:
    """Let the paper, and Django with Wagtail, take the time from the file."""

    def wall() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))

    clock.wall = timezone.now = wall


if __name__ == "__main__":
    _keep_to(Path(os.environ[VARIABLE]))
    main(prog_name="broadsheet")
