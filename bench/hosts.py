"""python -m bench.hosts: two web hosts against one, on this machine, whose cores all of them share: plates from each
and through the nginx of docs/running/growing.md, and from the desk's POST to the last host.

Everything is measured in turns in one run, so that what else the machine does hits all alike; medians. Smaller:
BENCH_ROUNDS=1 BENCH_SECONDS=1 BENCH_PUBLISHED=3.
"""

from __future__ import annotations

import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import bench.papers  # noqa: F401  (it sets Django up, which the press wants)
from bench.amounts import amount
from bench.edge import cpu_seconds, missing
from bench.tables import Result, Table, table
from tests.desk import Desk
from tests.hosts import Hosts, below, found, front, several
from tests.postgres import Cluster, cluster
from tests.sites import Site, until

ROUNDS, SECONDS, CONNECTIONS = amount("ROUNDS", 3), amount("SECONDS", 3), 32
PUBLISHED = amount("PUBLISHED", 30)
PATIENCE = 300.0  # seconds: a machine that has other work is slow, and that is seen in the figures
URL = "/harbour/ferry-1/"
SHAPES = {
    "one host": (1, False),
    "two hosts": (2, False),
    "one host, through nginx": (1, True),
    "two hosts, through nginx": (2, True),
}


def rates(hosts: Hosts, place: Path) -> Table:
    """Requests a second by shape, and how many one second of the hosts' own CPU time serves."""
    addresses = [f"{site.host}:{site.port}" for site in hosts.web]
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in SHAPES}
    with ExitStack() as stack:
        fronts = {n: stack.enter_context(front(place / f"front-{n}", addresses[:n])) for n in (1, 2)}
        for _ in range(ROUNDS):
            for name, (count, by_nginx) in SHAPES.items():
                asked = [f"127.0.0.1:{fronts[count]}"] if by_nginx else addresses[:count]
                before = _cpu(hosts)
                served = _asked(asked)
                measured[name].append((served / SECONDS, served / max(_cpu(hosts) - before, 0.01)))
    medians = {
        name: [statistics.median(column) for column in zip(*each, strict=True)] for name, each in measured.items()
    }
    rows: list[tuple[object, ...]] = []
    for name, (_, by_nginx) in SHAPES.items():
        rate, of_cpu = medians[name]
        one = medians["one host, through nginx" if by_nginx else "one host"][0]
        rows.append((name, f"{rate:,.0f}", f"{rate / one:.2f}", f"{of_cpu:,.0f}"))
    return table(("a story's page from", "requests/s", "to one host", "per CPU second of the hosts"), rows)


def _cpu(hosts: Hosts) -> float:
    pids = [pid for site in hosts.web for process in site.processes for pid in (process.pid, *below(process.pid))]
    return sum(map(cpu_seconds, pids))


def _asked(addresses: list[str]) -> int:
    """How many answers there were from all of these, asked at the same time. Raises RuntimeError when one was bad."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", f"{PATIENCE:.0f}s"]
    command += ["-H", "Accept-Encoding: gzip"]
    running = [
        subprocess.Popen([*command, f"http://{address}{URL}"], stdout=subprocess.PIPE, text=True)
        for address in addresses
    ]
    total = 0
    for process in running:
        said, _ = process.communicate()
        counted = re.search(r"(\d+) requests in", said)
        if counted is None or "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError(f"wrk met errors: {said}")
        total += int(counted[1])
    return total


def publishing(single: Site, key: int, hosts: Hosts) -> Table:
    """Milliseconds since the desk's POST, until the page is on every host; the paper on one host with the same
    PostgreSQL has its turns between those of the others."""
    papers = {"one host": [single], "two hosts": hosts.web}
    keys = {"one host": key, "two hosts": hosts.things["stories"][1]}
    desks = {name: [Desk(site, PATIENCE).sign_in() for site in sites] for name, sites in papers.items()}
    waited: dict[str, list[tuple[float, ...]]] = {name: [] for name in papers}
    for n in range(PUBLISHED):
        for name, sites in papers.items():
            desk = desks[name][n % len(sites)]
            waited[name].append(_publish(desk, keys[name], f"Ferry seen {time.time_ns()}", sites))
    one = statistics.median(last for _, last in waited["one host"])
    rows: list[tuple[object, ...]] = []
    for name, each in waited.items():
        firsts, lasts = zip(*each, strict=True)
        last = statistics.median(lasts)
        row = (f"{statistics.median(firsts):.0f}", f"{last:.0f}", f"{max(lasts):.0f}", f"{last / one:.2f}")
        rows.append((name, *row))
    titles = (
        "published with PostgreSQL on",
        "first host, median ms",
        "last host, median ms",
        "last host, at most ms",
    )
    return table((*titles, "to one host"), rows)


def _publish(desk: Desk, key: int, words: str, sites: list[Site]) -> tuple[float, float]:
    """Milliseconds from the desk's POST to the first and to the last host that shows it."""
    with ThreadPoolExecutor(len(sites)) as pool:
        watched = [pool.submit(_seen, site, words) for site in sites]
        posted = time.perf_counter()
        desk.publish_story(key, words, "It sails again.", slug="ferry-1")
        seen = [(one.result() - posted) * 1000 for one in watched]
    return min(seen), max(seen)


def _seen(site: Site, words: str) -> float:
    connection = http.client.HTTPConnection(site.host, site.port, timeout=PATIENCE)
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        connection.request("GET", URL)
        if words.encode() in connection.getresponse().read():
            return time.perf_counter()
        time.sleep(0.002)
    raise RuntimeError(f"{site.host} never showed {words!r}")


def _on_one_host(stack: ExitStack, place: Path, database: Cluster) -> tuple[Site, int]:
    """A paper that a separate worker presses into the folder that is served."""
    environment = {"DATABASE_URL": database.with_tables("single"), "BROADSHEET_WORKER": "separate"}
    site = stack.enter_context(Site(place, environment=environment))
    things = found(site)
    site.work()
    site.serve()
    site.shows(URL, 200, seconds=PATIENCE)
    return site, things["stories"][1]


def results() -> Result:
    if lacking := missing():
        sys.exit(f"This measurement needs {', '.join(lacking)}: install what is missing.")
    with tempfile.TemporaryDirectory() as folder, cluster() as database, ExitStack() as stack:
        place = Path(folder)
        single, key = _on_one_host(stack, place / "single", database)
        hosts = stack.enter_context(several(place / "hosts", database))
        hosts.everywhere(URL, 200, seconds=PATIENCE)
        waiting = "SELECT 1 FROM press_plate WHERE made < wanted LIMIT 1"
        until(lambda: not hosts.asked(waiting), PATIENCE)
        _measure_durably(database, [single, *hosts.web])
        return [rates(hosts, place), publishing(single, key, hosts)]


def _measure_durably(database: Cluster, sites: list[Site]) -> None:
    """What is measured lies on the disk when it is said to; what it is measured with was made faster."""
    database.stop()
    database.fsync = True
    database.start()
    for site in sites:
        until(partial(_asks_who_you_are, site), PATIENCE)


def _asks_who_you_are(site: Site) -> bool:
    """Whether the desk is there again, with its database."""
    with suppress(OSError, http.client.HTTPException):
        return site.ask("/desk/", Cookie=f"sessionid={'a' * 32}").status == 302
    return False


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
