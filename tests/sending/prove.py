"""The proof: workers that send one issue are killed with SIGKILL at random instants, or stopped until their lease is
over and let go on, while the relay misbehaves; on PostgreSQL the database is killed as well. Then the ledger is held
against what the relay wrote down.

python -m tests.sending.prove FOLDER [--recipients N] [--kills N] [--seed N] [--postgres] [--broken NAME]: prints the
verdict; what is wrong stands under "wrong", and makes it fail. FOLDER keeps the ledger (ledger.csv, and the database
where it is SQLite) and the relay's log. `--broken` breaks the protocol (broken.py): something must then be wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests import postgres
from tests.sites import broadsheet, clean_environment

ROOT = Path(__file__).parents[2]


def prove(
    place: Path, *, recipients: int, kills: int, seed: int, on_postgres: bool = False, broken_by: str = ""
) -> dict[str, Any]:
    """The verdict. What was in `place` before is gone."""
    folder = place.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(postgres.cluster()) if on_postgres else None
        where = {"DATABASE_URL": cluster.create("ledger")} if cluster else {}
        found_paper(folder, where)
        given = {
            "folder": str(folder),
            "recipients": recipients,
            "kills": kills,
            "seed": seed,
            "broken_by": broken_by,
        }
        fields = {name: str(value) for name, value in asdict(cluster).items()} if cluster else None
        verdict: dict[str, Any] = inside(folder, "tests.sending.chief:prove", {**given, "cluster": fields}, where)
    (folder / "verdict.json").write_text(json.dumps(verdict, indent=1) + "\n", encoding="utf-8")
    return verdict


def found_paper(folder: Path, where: dict[str, str]) -> None:
    """A new site, folder/paper; `where` is {} or names its DATABASE_URL."""
    _run(broadsheet("init", folder / "paper", "--name", "The Mirna Bay Ledger"), folder, where)


def inside(folder: Path, function: str, given: dict[str, Any], where: dict[str, str]) -> Any:
    """What `module:function` returns inside the site, however long it takes."""
    site = {"BROADSHEET_SITE": str(folder / "paper"), "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings"}
    command = [sys.executable, "-m", "tests.inside", function, json.dumps(given)]
    return json.loads(_run(command, folder, where | site).splitlines()[-1])


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What it said, in a file: a process that outlives it keeps nobody waiting. What it complained of is in
    errors.log."""
    with (folder / "errors.log").open("a") as log, (folder / "said.txt").open("w+") as said:
        done = subprocess.run(
            command, env=clean_environment(**environment), cwd=ROOT, stdout=said, stderr=log, check=False
        )
        said.seek(0)
        answer = said.read()
    if done.returncode:
        raise RuntimeError(f"{command[2]} failed: {(folder / 'errors.log').read_text()[-3000:]}")
    return answer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--recipients", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--broken", default="")
    given = parser.parse_args()
    numbers = {"recipients": given.recipients, "kills": given.kills, "seed": given.seed}
    verdict = prove(given.folder, **numbers, on_postgres=given.postgres, broken_by=given.broken)
    sys.stdout.write(json.dumps(verdict, indent=1) + "\n")
    return 1 if verdict["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
