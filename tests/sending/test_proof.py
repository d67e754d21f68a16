"""Nobody gets an issue twice and nobody is lost, whatever is killed; and a broken protocol is found out.

Here a few thousand recipients; `make prove` takes 100,000 and 200 kills. Each proof keeps its ledger, the relay's log
and the verdict with its seed below var/proof/; SENDING_SEED=… has it throw the same dice.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sending.prove import prove

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0 if "SENDING_RECIPIENTS" in os.environ else 600)]

KEPT = Path(__file__).parents[2] / "var" / "proof"
RECIPIENTS = int(os.environ.get("SENDING_RECIPIENTS", "2000"))
KILLS = int(os.environ.get("SENDING_KILLS", "10"))
PROOFS = 6
"""So many may be needed until a blow falls where the break shows: the dice say where it falls."""
SEED = int(os.environ.get("SENDING_SEED", "0")) or random.randrange(1, 10**9)


def told(verdict: dict[str, Any]) -> dict[str, Any]:
    """Says it, so that it stands in the report of a test that fails (and with `-s`, of each)."""
    sys.stdout.write(f"\n{json.dumps(verdict)}\n")
    return verdict


def test_nobody_twice_and_nobody_lost() -> None:
    verdict = told(prove(KEPT / "sqlite", recipients=RECIPIENTS, kills=KILLS, seed=SEED))
    assert verdict["wrong"] == []
    assert verdict["kills"] == KILLS
    assert verdict["moves"]["inflight > sent"] > 0.9 * RECIPIENTS


@pytest.mark.part("postgres")
def test_on_postgresql_which_is_killed_as_well() -> None:
    numbers = {"recipients": RECIPIENTS // 2, "kills": KILLS // 2, "seed": SEED}
    verdict = told(prove(KEPT / "postgres", **numbers, on_postgres=True))
    assert verdict["wrong"] == []
    assert (verdict["kills"], verdict["kills of the database"]) == (KILLS // 2, 1)


@pytest.mark.parametrize(
    ("broken_by", "found"),
    [
        ("inflight-after-the-end", "got it twice"),
        ("uncertain-goes-again", "got it twice"),
        ("no-fence", "got it twice"),
        ("sent-when-taken", "were lost"),
        ("fails-what-broke", "have failed whom the relay did not refuse"),
        ("leaves-out-some", "was left out who wants it"),
    ],
)
def test_a_broken_protocol_is_found_out(broken_by: str, found: str) -> None:
    for seed in range(SEED, SEED + PROOFS):
        verdict = told(prove(KEPT / broken_by, recipients=800, kills=5, seed=seed, broken_by=broken_by))
        if any(found in sentence for sentence in verdict["wrong"]):
            return
    pytest.fail(f"{PROOFS} proofs saw nothing of it")
