"""A long list of URLs that are due holds up nobody when it changes."""

from __future__ import annotations

import threading
import time

import pytest

from broadsheet.edge.door import Due, Edge
from broadsheet.edge.lines import AT_ONCE, Lines
from broadsheet.press.folder import Folder

MANY = [f"/harbour/a-story-of-some-length-that-waits-{number}/" for number in range(150_000)]


def test_a_long_list_is_not_taken_apart_by_who_serves(own_paper: Folder) -> None:
    """Of the processor's time for this thread, whatever else the machine does."""
    edge = Edge(own_paper, press_now=lambda url: None)
    edge.decide(b"GET", b"/nothing/", {})
    own_paper.write_due(MANY)
    start = time.thread_time()
    own_paper.due()
    whole = time.thread_time() - start
    edge.refresh()
    start = time.thread_time()
    decided = edge.decide(b"GET", MANY[-1].encode(), {})
    assert time.thread_time() - start < whole / 3
    assert decided == Due(MANY[-1])


@pytest.mark.parametrize("length", [10, AT_ONCE], ids=["short", "long"])
def test_a_line_is_found_whole_or_not_at_all(length: int) -> None:
    first, last = "/" + "a" * length + "/", "/last/"
    lines = Lines(f"{first}\n/middle/\n{last}\n".encode())
    for _ in range(2):
        assert all(line in lines for line in (first, "/middle/", last))
        assert not any(line in lines for line in ("/middle", "middle/", "/last/\n", "/other/", "/"))
        _wait_for_threads()


def _wait_for_threads() -> None:
    for thread in threading.enumerate():
        if thread.name == "lines":
            thread.join(60)
