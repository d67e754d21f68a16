"""Readers before editors: while fresh changes are pressed, the other threads of the process stand aside.

Python has no priorities among threads. Rendering a page takes 15 ms alone and three times that among busy
requests of the desk, so these wait at their next query, for a few hundredths of a second at most. It is for a fresh
change: where the press has work without end, it gets no more than its share, so that a request of sixty queries does
not wait sixty times.

Nobody waits who may hold the database's lock, by `atomic` or with autocommit switched off: the press may need it.
Nor does who presses a page that a reader waits for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

AT_MOST = 0.06  # seconds of one turn of the press in which others stand aside
IN_A_ROW = 0.2  # seconds of that in turn after turn, after a rest
SHARE = 0.25  # of the time, in the long run


class Precedence:
    """One thread at a time has it, for AT_MOST seconds, and for as long as it has saved up."""

    def __init__(self) -> None:
        self._clear = threading.Event()
        self._clear.set()
        self._owner, self._until = 0, 0.0
        self._saved, self._counted = IN_A_ROW, time.monotonic()
        self._exempt = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        began = time.monotonic()
        self._saved = min(IN_A_ROW, self._saved + SHARE * (began - self._counted))
        self._owner, self._until = threading.get_ident(), began + min(AT_MOST, self._saved)
        self._clear.clear()
        try:
            yield
        finally:
            self._clear.set()
            self._counted = time.monotonic()
            self._saved -= min(self._counted, self._until) - began

    @contextmanager
    def beside(self) -> Iterator[None]:
        """This thread does not stand aside meanwhile: a reader waits for it."""
        self._exempt.now = True
        try:
            yield
        finally:
            self._exempt.now = False

    def stand_aside(self) -> None:
        """Wait until the press has passed."""
        if self._clear.is_set() or threading.get_ident() == self._owner or getattr(self._exempt, "now", False):
            return
        self._clear.wait(max(0.0, self._until - time.monotonic()))


precedence = Precedence()


def on_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """To be called when a connection is opened (Django's `connection_created`)."""

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if connection.autocommit and not connection.in_atomic_block:
            precedence.stand_aside()
        return run(sql, params, many, context)

    if all(known.__module__ != __name__ for known in connection.execute_wrappers):
        connection.execute_wrappers.append(execute)
