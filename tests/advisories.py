"""python -m tests.advisories: hold every pinned dependency against the advisories that are known of it.

It asks pip-audit, which asks the network. Exit status: 0 nothing is known, 1 something is, 2 nobody could be asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.parts import ROOT

PLACE = ROOT / ".tools" / "advisories"
"""pip-audit lies beside the program, not in it: it needs forty packages of its own."""
ASKED = [
    "--requirement",
    "constraints.txt",
    "--no-deps",
    "--disable-pip",
    "--format",
    "json",
    "--progress-spinner",
    "off",
]
PATIENCE = 600.0  # seconds


def program() -> str | None:
    """The one that is installed, or one that is fetched; None where neither can be had."""
    found = os.environ.get("PIP_AUDIT") or shutil.which("pip-audit")
    own = PLACE / "bin" / "pip-audit"
    if found is None and not own.exists():
        for command in (
            [sys.executable, "-m", "venv", str(PLACE)],
            [str(PLACE / "bin" / "pip"), "install", "-q", "pip-audit"],
        ):
            if subprocess.run(command, capture_output=True, timeout=PATIENCE).returncode:
                return None
    return found or str(own)


def advisories(found: dict[str, Any]) -> list[str]:
    """A line for each."""
    return [
        f"{one['name']} {one['version']}: {each['id']}, mended in {', '.join(each['fix_versions']) or 'none yet'}"
        for one in found["dependencies"]
        for each in one.get("vulns", [])
    ]


def ask(command: Sequence[str]) -> tuple[int, list[str]]:
    """Exit status, and what is to be said."""
    done = subprocess.run([*command, *ASKED], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    try:
        known = advisories(json.loads(done.stdout))
    except (ValueError, KeyError):
        why = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return 2, [f"Nothing was checked: the advisories could not be asked ({why[:200]}). Try again with a network."]
    return (1, known) if known else (0, ["No advisory is known of any dependency in constraints.txt."])


def main() -> int:
    found = program()
    if found is None:
        print("Nothing was checked: pip-audit is not installed and could not be fetched. Try again with a network.")
        return 2
    status, lines = ask([found])
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    assert Path.cwd() == ROOT
    sys.exit(main())
