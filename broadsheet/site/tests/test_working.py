"""The work behind the desk goes on after something broke it off."""

from __future__ import annotations

import threading

import pytest

from broadsheet.site import working


@pytest.mark.django_db
def test_work_that_broke_off_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PAUSE", 0)
    monkeypatch.setattr(working.connection, "close", lambda: None)
    stopping, turns = threading.Event(), []

    def work() -> None:
        turns.append(1)
        if len(turns) < 3:
            raise ValueError("one picture cannot be read")
        stopping.set()

    working.keep_at(work, stopping)
    assert len(turns) == 3
