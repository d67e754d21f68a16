"""The proof and the press's own tests on a real PostgreSQL, in another process: the database is chosen at start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
PROOF = "tests/proof/test_proof.py::test_what_is_on_disk_is_what_a_full_press_makes"


@pytest.mark.slow
@pytest.mark.timeout(1000)
@pytest.mark.part("postgres")
@pytest.mark.parametrize("tests", [PROOF, "broadsheet/press/tests"], ids=["proof", "press"])
def test_postgresql_as_well(postgres: Cluster, tests: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    environment |= {"PROOF_HISTORIES": "2", "PROOF_STEPS": "30"}
    environment["DATABASE_URL"] = postgres.create(f"as_well_{len(tests)}")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
