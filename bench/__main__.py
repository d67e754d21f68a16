"""python -m bench [NAME…]: measure, print, and keep the tables in bench/results with the machine's description.

BENCH_STORIES=1000,10000,100000 says how large the archives are (by default the first two).
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from bench import edge, edits, footprint, pressing, publishing

RESULTS = Path(__file__).parent / "results"


def edge_table() -> str:
    missing = [program for program in ("nginx", "wrk", "taskset") if shutil.which(program) is None]
    if missing:
        return f"Not measured: {', '.join(missing)} is not installed."
    with tempfile.TemporaryDirectory() as place:
        return edge.table(edge.run(4, 3, Path(place)))


SUBJECTS = {
    "edge": ("Plates from the embedded server against nginx with the same bytes", edge_table),
    "footprint": ("First start, and memory", footprint.main),
    "edits": ("Plates that an edit touches", edits.main),
    "pressing": ("The full press", pressing.main),
    "publishing": ("From the desk's POST to readers, two editors autosaving", publishing.main),
}


def machine() -> dict[str, str]:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "processor": f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"Python {platform.python_version()}, Linux {platform.release()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in ("Django", "wagtail", "uvicorn", "uvloop")),
    }


def main(names: list[str]) -> None:
    unknown = sorted(set(names) - set(SUBJECTS))
    if unknown:
        sys.exit(f"There is nothing to measure called {', '.join(unknown)}: choose from {', '.join(SUBJECTS)}.")
    RESULTS.mkdir(exist_ok=True)
    described, tables = machine(), {}
    for name in names or list(SUBJECTS):
        title, measure = SUBJECTS[name]
        busy = os.getloadavg()[0]
        tables[name] = measure()
        heading = f"## {title}\n\nLoad of the machine at the beginning: {busy:.1f}\n\n"
        text = heading + tables[name] + "\n"
        click.echo(text)
        facts = "".join(f"- {key}: {value}\n" for key, value in described.items())
        (RESULTS / f"{name}.md").write_text(f"{text}\n{facts}", encoding="utf-8")
    (RESULTS / "machine.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
