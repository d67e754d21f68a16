"""The program, killed in mid-upgrade: python -m broadsheet.running.tests.broken_off COMMAND…, after so many steps as
BROKEN_AFTER says."""

from __future__ import annotations

import os
import runpy
import signal
from typing import Any

from django.db.migrations.executor import MigrationExecutor

apply, done = MigrationExecutor.apply_migration, 0


def apply_or_die(*arguments: Any, **options: Any) -> Any:
    global done
    if done == int(os.environ["BROKEN_AFTER"]):
        os.kill(os.getpid(), signal.SIGKILL)
    done += 1
    return apply(*arguments, **options)


if __name__ == "__main__":
    MigrationExecutor.apply_migration = apply_or_die  # type: ignore[method-assign]
    runpy.run_module("broadsheet", run_name="__main__", alter_sys=True)
