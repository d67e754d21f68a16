"""Python's collector of garbage looks at what tests make, not at the program and the thousands of tests that stay.

A tenth of the time of the quick tests was its walking through them again and again.
"""

from __future__ import annotations

import gc

import pytest

YOUNG = 50_000
"""So many new objects are left alone; a page that is pressed makes some thousands."""

gc.disable()  # what is loaded from here on stays


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
    gc.enable()
