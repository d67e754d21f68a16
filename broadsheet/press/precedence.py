"""Readers before editors: while fresh changes are pressed, the other threads of the process stand aside.

Python has no priorities among threads. Rendering a page takes 15 ms alone and three times that among busy
requests of the desk, so these wait at their next query, for a few hundredths of a second at most. Nobody waits who
is inside a transaction: the press may need the lock that it holds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

AT_MOST = 0.06  # seconds of one turn of the press in which others stand aside


class Precedence:
    """One thread at a time has it, for AT_MOST seconds."""

    def __init__(self) -> None:
        self._clear = threading.Event()
        self._clear.set()
        self._owner, self._until = 0, 0.0

    @contextmanager
    def taken(self) -> Iterator[None]:
        self._owner, self._until = threading.get_ident(), time.monotonic() + AT_MOST
        self._clear.clear()
        try:
            yield
        finally:
            self._clear.set()

    def stand_aside(self) -> None:
        """Wait until the press has passed."""
        if not self._clear.is_set() and threading.get_ident() != self._owner:
            self._clear.wait(max(0.0, self._until - time.monotonic()))


precedence = Precedence()


def on_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """To be called when a connection is opened (Django's `connection_created`)."""

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not connection.in_atomic_block:
            precedence.stand_aside()
        return run(sql, params, many, context)

    if all(known.__module__ != __name__ for known in connection.execute_wrappers):
        connection.execute_wrappers.append(execute)
