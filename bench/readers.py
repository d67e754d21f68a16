"""python -m bench.readers: a million subscribers. A list of a million lines is brought in as the desk does it, and
the desk's screens are opened with all of them there.

Lists that were exported elsewhere name the address, since when, and what became of it: one of twenty has left, one of
two hundred has bounced.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.desk import milliseconds
from bench.papers import run
from bench.tables import Result, table
from tests import postgres
from tests.desk import Desk
from tests.parts import find
from tests.sending.prove import inside
from tests.sites import EDITOR, PASSWORD, Site, broadsheet

MANY = 1_000_000
INSIDE = "bench.readers_inside"


def write_list(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("email,name,created_at,status\n")
        for n in range(count):
            state = "bounced" if n % 200 == 7 else "unsubscribed" if n % 20 == 3 else "active"
            day = f"20{15 + n % 10}-{1 + n % 12:02}-{1 + n % 28:02}"
            file.write(f"reader.{n * 7919 % count}@m{n % 500}.example.com,Reader {n},{day} 08:00:00,{state}\n")


@contextlib.contextmanager
def sites() -> Iterator[dict[str, tuple[Site, dict[str, str]]]]:
    """On SQLite and, where the machine has it, on PostgreSQL."""
    with contextlib.ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="var")))
        where = {"SQLite": {}}
        if find("postgres"):
            cluster = stack.enter_context(postgres.cluster(fsync=True))
            where["PostgreSQL"] = {"DATABASE_URL": cluster.create("readers")}
        found = {}
        for name, environment in where.items():
            folder = place / name.lower() / "paper"
            folder.parent.mkdir()
            run(*broadsheet("init", folder, "--name", "The Mirna Bay Ledger"), **environment)
            who = ("--name", EDITOR, "--email", "cleo@ledger.example", "--role", "administrator")
            run(*broadsheet("createuser", "--site", folder, *who, "--password", PASSWORD), **environment)
            found[name] = stack.enter_context(Site(folder, environment)), environment
        yield found


def screens(site: Site, keys: dict[str, int]) -> list[tuple[str, float]]:
    site.serve()
    desk = Desk(site).sign_in()
    subscribers, letter = "/desk/newsletters/subscribers/", keys["newsletter"]
    paths = {
        "subscribers, the newest": subscribers,
        "subscribers, in the middle of them": f"{subscribers}?after={keys['middle']}",
        "subscribers of a newsletter who left": f"{subscribers}?newsletter={letter}&state=unsubscribed",
        "subscribers whose address begins so": f"{subscribers}?q=reader.77",
        "an exact address": f"{subscribers}?q=reader.77777%40m0.example.com",
        "one subscriber": f"{subscribers}{keys['person']}/",
        "how they grow": "/desk/newsletters/growth/",
        "blocked addresses": "/desk/newsletters/blocked/",
        "lists that were brought in": "/desk/newsletters/lists/",
        "what became of the list": f"/desk/newsletters/lists/{keys['list']}/",
        "newsletters": "/desk/snippets/newsletters/newsletter/",
        "an issue, before it is sent": f"/desk/issues/{keys['issue']}/send/",
    }
    return [(name, milliseconds(lambda path=path: desk.get(path))) for name, path in paths.items()]  # type: ignore[misc]


def results() -> Result:
    rows: list[tuple[object, ...]] = []
    with sites() as found, tempfile.TemporaryDirectory(dir="var") as place:
        path = Path(place).resolve() / "list.csv"
        write_list(path, MANY)
        size = path.stat().st_size / 1e6
        for name, (site, where) in found.items():
            brought = inside(site.folder.parent, f"{INSIDE}:bring", {"path": str(path)}, where)
            rows.append((name, f"bring in a list of {MANY:,} lines, {size:.0f} MB", f"{brought['seconds']:.1f} s"))
            rows.append((name, "its memory", f"{brought['memory']:.0f} MB"))
            rows += [(name, what, f"{took:.0f} ms") for what, took in screens(site, brought["keys"])]
    return [table(("database", "what", "measured"), rows)]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
