"""Whose turn it is to write. SQLite has one writer at a time and no queue: who finds the lock taken sleeps, longer
each time, up to a tenth of a second, and whoever comes by when it is free has it. A press that waited like that
beside two editors who save every half second stood for half a second before a transaction of three milliseconds.
The desk looks every five milliseconds (site/sqlite3); the press, for which readers wait, each one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

LOOK = 0.001  # seconds between two looks at the lock
LONGEST = 20.0  # seconds until the database is given up, as everywhere else


@contextmanager
def my_turn() -> Iterator[None]:
    """`transaction.atomic()` for the press: it has the lock a moment after it is free."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            _stand_at_the_door(stack)
        else:
            stack.enter_context(transaction.atomic())
        yield


def _stand_at_the_door(stack: ExitStack) -> None:
    connection.ensure_connection()
    raw, until = connection.connection, time.monotonic() + LONGEST
    (usual,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                stack.enter_context(transaction.atomic())
                return
            except OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
            time.sleep(LOOK)
    finally:
        raw.execute(f"PRAGMA busy_timeout = {usual:d}")
