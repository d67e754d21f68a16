"""The proof of the press (see tests/proof/__init__.py). CI runs hundreds of steps, `make prove` thousands."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.bugs import BUGS, LIVE, favouring

HISTORIES = int(os.environ.get("PROOF_HISTORIES", "8"))
AT_LENGTH = "PROOF_HISTORIES" in os.environ
"""By `make prove`: a bug that only a story told live shows is found in a minute or in twenty, as chance has it."""
STEPS = int(os.environ.get("PROOF_STEPS", "40"))
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("PROOF_SHRINK") else (Phase.generate,)
CALM = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    print_blob=True,
    phases=PHASES,
    report_multiple_bugs=False,
)


@pytest.mark.slow
@pytest.mark.timeout(0 if AT_LENGTH else 900)
def test_what_is_on_disk_is_what_a_full_press_makes(newsroom):
    histories = settings(CALM, max_examples=HISTORIES, stateful_step_count=STEPS)
    run_state_machine_as_test(newsroom, settings=histories)


@pytest.mark.slow
@pytest.mark.timeout(0 if AT_LENGTH else 420)
@pytest.mark.parametrize("bug", [bug for bug in BUGS if AT_LENGTH or bug not in LIVE], ids=lambda bug: bug.__name__)
def test_a_forgotten_tag_is_found(newsroom, bug):
    """Each seeded bug has to be found within a bounded search; a proof that misses one is no proof."""
    newsroom = favouring(newsroom, bug)
    newsroom.in_new_process = newsroom.furnished = False
    newsroom.telling = bug in LIVE
    search = settings(CALM, max_examples=120, stateful_step_count=50)  # it ends with the first find
    with bug(), pytest.raises(AssertionError, match=r"is stale|is missing|should be gone"):
        run_state_machine_as_test(newsroom, settings=search)
