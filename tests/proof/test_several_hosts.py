"""The proof for several hosts: what lies in the folder of a host that only follows is what a full press makes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest
from hypothesis import settings as search
from hypothesis.stateful import run_state_machine_as_test

from broadsheet.press.folder import Folder
from broadsheet.press.following import Follower
from broadsheet.press.storing import store
from broadsheet.press.tests.several import several
from tests.proof.test_proof import CALM

HISTORIES = int(os.environ.get("PROOF_HISTORIES", "3"))
STEPS = int(os.environ.get("PROOF_STEPS", "40"))
LONGEST = 200
"""So many times, a batch each, is enough for the largest history."""


def following(folder: Folder) -> Callable[[], None]:
    """The host is started anew each time, and everything is brought into the bucket."""

    def follow() -> None:
        for _ in range(LONGEST):
            if not store(50):
                break
        else:
            pytest.fail("what is brought into the bucket does not end")
        follower = Follower(folder, threading.Event())
        follower.begin()
        for _ in range(LONGEST):
            follower.catch_up()
            if follower._place.is_whole:
                return
        pytest.fail("a host that follows does not catch up")

    return follow


@pytest.mark.slow
@pytest.mark.timeout(0 if "PROOF_HISTORIES" in os.environ else 900)
def test_what_a_following_host_has_is_what_a_full_press_makes(newsroom, settings) -> None:
    newsroom.following = staticmethod(following)
    with several(settings):
        run_state_machine_as_test(newsroom, settings=search(CALM, max_examples=HISTORIES, stateful_step_count=STEPS))
