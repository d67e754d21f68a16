"""python -m bench [NAME…]: measure, print, and keep the results with the machine's description.

They go to bench/results/<date>-<machine>.md, and as data to the .json beside it; a subject measured again on the same
day, with archives of the same sizes, takes its own place there. BENCH_STORIES=1000,10000,100000 says how large the
archives are (by default the first two).
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from bench import (
    counting,
    desk,
    edge,
    edits,
    footprint,
    hosts,
    kill,
    live,
    narration,
    pressing,
    publishing,
    readers,
    reading,
    search,
    sending,
    serving,
)
from bench.tables import Result

RESULTS = Path(__file__).parent / "results"
SUBJECTS: dict[str, tuple[str, Callable[[], Result]]] = {
    "edge": ("Plates from the embedded server against nginx with the same bytes", edge.results),
    "counting": ("Plates while readers are counted, and while they are not", counting.results),
    "live": ("Open streams, and a brief on its way to them", live.results),
    "serving": ("Readers while the whole paper is pressed", serving.results),
    "reading": ("What readers get", reading.results),
    "footprint": ("First start, and memory", footprint.results),
    "edits": ("Plates that an edit touches", edits.results),
    "pressing": ("The full press", pressing.results),
    "desk": ("What an editor waits for", desk.results),
    "publishing": ("From the desk's POST to readers, two editors autosaving", publishing.results),
    "hosts": ("Two web hosts against one", hosts.results),
    "kill": ("From the desk's kill to the last output clean", kill.results),
    "search": ("Readers' search", search.results),
    "narration": ("Stories read aloud", narration.results),
    "sending": ("Newsletters, from the ledger to the relay", sending.results),
    "readers": ("A million subscribers", readers.results),
}


def machine() -> dict[str, str]:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"Python {platform.python_version()}, Linux {platform.release()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in ("Django", "wagtail", "uvicorn", "uvloop")),
    }


def results_file() -> Path:
    """Named by the day and the kind of machine: 2026-11-23-amd-epyc-2.json."""
    described = machine()["processor"].lower().removesuffix(" cores")
    return RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-{re.sub('[^a-z0-9]+', '-', described).strip('-')}.json"


def measured(name: str) -> dict[str, Any]:
    title, measure = SUBJECTS[name]
    load = os.getloadavg()[0]
    found = measure()
    facts = {"title": title, "at": f"{datetime.now(UTC):%H:%M} UTC", "load at the beginning": f"{load:.1f}"}
    return {**facts, "markdown": [each.markdown() for each in found], "results": [each.records() for each in found]}


def text(subject: dict[str, Any]) -> str:
    about = f"Measured at {subject['at']}; load of the machine at the beginning: {subject['load at the beginning']}"
    return "\n\n".join((f"## {subject['title']}", about, *subject["markdown"])) + "\n"


def keep(file: Path, subjects: dict[str, dict[str, Any]]) -> None:
    described = machine()
    facts = "".join(f"- {key}: {value}\n" for key, value in described.items())
    names = list(SUBJECTS)
    whole = "\n".join(
        text(subjects[key]) for key in sorted(subjects, key=lambda key: names.index(key.partition(" ")[0]))
    )
    file.with_suffix(".md").write_text(f"# Measured on {file.stem[:10]}\n\n{facts}\n{whole}", encoding="utf-8")
    data = {"machine": described, "subjects": subjects}
    file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main(names: list[str]) -> None:
    unknown = sorted(set(names) - set(SUBJECTS))
    if unknown:
        sys.exit(f"There is nothing to measure called {', '.join(unknown)}: choose from {', '.join(SUBJECTS)}.")
    RESULTS.mkdir(exist_ok=True)
    file = results_file()
    subjects = json.loads(file.read_text(encoding="utf-8"))["subjects"] if file.exists() else {}
    for name in names or SUBJECTS:
        key = " ".join((name, *filter(None, [os.environ.get("BENCH_STORIES")])))
        subjects[key] = measured(name)
        click.echo(text(subjects[key]))
        keep(file, subjects)


if __name__ == "__main__":
    main(sys.argv[1:])
