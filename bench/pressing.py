"""python -m bench.pressing: the full press in plates a second, three compressions included, by one process and by
two; where a story page's time goes, the gate's share among it; and a profile."""

from __future__ import annotations

import cProfile
import io
import pstats
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from bench.papers import SIZES, paper, run, stories
from bench.tables import Result, Text, table
from broadsheet.press import plates, rows
from broadsheet.press.folder import Folder, pack
from broadsheet.release import gate
from broadsheet.sections.addresses import address
from broadsheet.stories.models import StoryPage
from tests.sites import Site, broadsheet

SAMPLE = 400  # stories rendered for the shares
TOGETHER = 32  # as a run of the press has them
LINES = 25  # of the profile


def results() -> Result:
    found = []
    for size in SIZES:
        with paper(size) as site, _empty_folders(site.folder / "press") as empty:
            for processes in (1, 2):
                empty()
                found.append(pressed(site, processes))
            if size == SIZES[0]:
                shares, profiled = site.inside("bench.pressing:shares"), site.inside("bench.pressing:profile")
    titles = ("stories", "plates", "processes", "seconds", "plates/s")
    whole = sum(shares.values()) - shares[GATE]
    costs = [(name, f"{value:.0f}", f"{100 * value / whole:.1f}") for name, value in shares.items()]
    return [table(titles, found), table(("step", "µs a story page", "% of all steps"), costs), Text(profiled)]


def pressed(site: Site, processes: int) -> tuple[str, ...]:
    """One full press, the start of its processes included."""
    seconds = run(*broadsheet("press", "--all", "--processes", processes, "--site", site.folder))
    with sqlite3.connect(site.folder / "db.sqlite3") as database:
        (count,) = database.execute("SELECT count(*) FROM press_plate").fetchone()
    return f"{stories(site):,}", f"{count:,}", str(processes), f"{seconds:.0f}", f"{count / seconds:.0f}"


@contextmanager
def _empty_folders(folder: Path) -> Iterator[Callable[[], None]]:
    """Called before each press: what was pressed before lies aside. Nothing is removed before all is measured: after
    a removal of very many files, ext4 takes twenty times as long to make one."""
    aside = Path(mkdtemp(prefix="pressed-", dir=folder.parent))

    def empty() -> None:
        if folder.exists():
            folder.rename(aside / str(len(list(aside.iterdir()))))

    try:
        yield empty
    finally:
        shutil.rmtree(aside)


GATE = "the gate, as part of rendering"


def shares() -> dict[str, float]:
    """Inside a site: microseconds a story page, by step; writing is to an empty folder."""
    urls = sample()
    spent = dict.fromkeys(("rendered", "packed three ways", "written", GATE), 0.0)
    with TemporaryDirectory() as place, _timed_gate(spent):
        folder = Folder(Path(place))
        folder.make()
        for start in range(0, len(urls), TOGETHER):
            with _spent(spent, "rendered"):
                made = _rendered(urls[start : start + TOGETHER])
            bodies = [(one.url, one.result.body) for one in made if isinstance(one.result, plates.Page)]
            with _spent(spent, "packed three ways"):
                packed = [(url, pack(body, ".html")) for url, body in bodies]
            with _spent(spent, "written"):
                for url, variants in packed:
                    folder.put(url, variants)
    return {name: seconds / len(urls) * 1e6 for name, seconds in spent.items()}


def profile() -> str:
    """Inside a site: where rendering spends its time, by function."""
    urls, profiler, out = sample(), cProfile.Profile(), io.StringIO()
    profiler.enable()
    for start in range(0, len(urls), TOGETHER):
        _rendered(urls[start : start + TOGETHER])
    profiler.disable()
    pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("cumulative").print_stats(LINES)
    return "\n".join(line for line in out.getvalue().splitlines() if line.strip())


def sample() -> list[str]:
    """Addresses of the newest stories."""
    newest = StoryPage.objects.order_by("-pk").values_list("locale__language_code", "url_path")
    return [address(language, url_path) for language, url_path in newest[:SAMPLE]]


def _rendered(urls: list[str]) -> list[plates.Made]:
    with rows.one_run():
        plates.prepare(urls)
        return [plates.make(url) for url in urls]


@contextmanager
def _spent(spent: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        spent[name] += time.perf_counter() - began


@contextmanager
def _timed_gate(spent: dict[str, float]) -> Iterator[None]:
    """Time what the press asks of the gate: each verdict."""
    verdict: Callable[..., Any] = gate.verdict

    def timed(*args: Any) -> Any:
        with _spent(spent, GATE):
            return verdict(*args)

    gate.verdict = timed
    try:
        yield
    finally:
        gate.verdict = verdict


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
