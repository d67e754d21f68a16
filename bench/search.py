"""python -m bench.search: how long a reader's search takes, by size of the archive: the page as Django answers it,
from the address to the last byte.

The archive has thirty words, so each of them is in nearly every story, which is the worst that can be; numbers in
headlines are rare words.
"""

from __future__ import annotations

import statistics
import sys
import time

from django.test import Client

from bench.papers import SIZES, paper
from bench.tables import Result, table
from broadsheet.search import views
from broadsheet.search.keeping import fill
from broadsheet.search.models import Due, Entry
from broadsheet.search.throttle import Throttle

ROUNDS = 15
QUERIES = {
    "a rare word": "q={rare}",
    "a word that is in nearly every story": "q=harbour",
    "three of them": "q=harbour+council+ferry",
    "the same, newest first": "q=harbour+council+ferry&order=newest",
    "a phrase": "q=%22harbour+council+ferry%22",
    "the beginning of a word": "q=harb",
    "a word, in one section and one year": "q=harbour&section=sea&from=2020-01-01&to=2020-12-31",
    "an author": "by=writer+7",
    "nothing": "q=whale",
}


def results() -> Result:
    rows = []
    for size in SIZES:
        with paper(size) as site:
            found = site.inside("bench.search:measured")
        rows += [(f"{size:,}", what, f"{median:.1f}", f"{worst:.1f}") for what, median, worst in found["queries"]]
        rows.append((f"{size:,}", "all of these", f"{found['median']:.1f}", ""))
        rows.append((f"{size:,}", "a story is put in", f"{found['put']:.1f}", ""))
    return [table(("stories", "query", "median ms", "slowest ms"), rows)]


def measured() -> dict[str, object]:
    """Inside a site."""
    began, before = time.perf_counter(), Entry.objects.count()
    fill()
    put = (time.perf_counter() - began) * 1000 / max(1, Entry.objects.count() - before)
    assert not Due.objects.exists()
    client, taken, every = Client(HTTP_HOST="127.0.0.1"), [], []
    for what, query in QUERIES.items():
        took = []
        for round in range(ROUNDS + 1):
            views.throttle = Throttle()
            asked = query.format(rare=round * 37 + 5)
            began = time.perf_counter()
            answer = client.get(f"/search/?{asked}")
            took.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"the search answered {answer.status_code}")
        taken.append((what, statistics.median(took[1:]), max(took[1:])))
        every += took[1:]
    return {"queries": taken, "median": statistics.median(every), "put": put}


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
