"""What `make advisories` says, with a stand-in for pip-audit: no test asks the network."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.advisories import ask

KNOWN = '{"dependencies": [{"name": "ferry", "version": "1.0", "vulns": [{"id": "X-1", "fix_versions": ["1.1"]}]}]}'
NOTHING = '{"dependencies": [{"name": "ferry", "version": "1.0", "vulns": []}, {"name": "quay", "skip_reason": "?"}]}'


@pytest.mark.parametrize(
    ("says", "complains", "status", "told"),
    [
        (KNOWN, "Found 1 known vulnerability", 1, "ferry 1.0: X-1, mended in 1.1"),
        (NOTHING, "", 0, "No advisory is known of any dependency in constraints.txt."),
        ("", "ConnectionError: no route to host", 2, "Nothing was checked"),
    ],
)
def test_it_says_what_is_known_or_that_nobody_could_be_asked(
    tmp_path: Path, says: str, complains: str, status: int, told: str
) -> None:
    stand_in = tmp_path / "audit.py"
    stand_in.write_text(f"import sys\nprint({says!r})\nsys.exit({complains!r} or 0)\n")
    found, lines = ask([sys.executable, str(stand_in)])
    assert found == status
    assert lines[0].startswith(told)
    assert complains in lines[0] or status != 2
