"""What bench.readers measures, inside a site: each runs in a process of its own."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

from broadsheet.newsletters.importing import jobs
from broadsheet.newsletters.models import Import, ImportState, Subscriber
from tests.sending.paper import make_issue, make_newsletter

CHUNK = 64 * 1024


def bring(path: str) -> dict[str, Any]:
    """Seconds from the file's arrival to its last row, peak memory in MB, and keys of what there is to look at."""
    newsletter = make_newsletter()
    began = time.monotonic()
    with Path(path).open("rb") as file:
        job = jobs.keep(iter(lambda: file.read(CHUNK), b""), "list.csv", newsletter, "cleo")
    assert jobs.begin(job, "Send me this newsletter.")
    jobs.attend.call()
    seconds = time.monotonic() - began
    done = Import.objects.get(pk=job.pk)
    assert done.state == ImportState.DONE, done.cause
    counts = done.report["counts"]
    assert sum(counts.values()) == done.rows, counts
    keys = Subscriber.objects.order_by("pk").values_list("pk", flat=True)
    some = {"middle": keys[done.rows // 2], "person": keys[done.rows // 3], "newsletter": newsletter.pk}
    issue = make_issue(newsletter)
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "keys": {**some, "list": job.pk, "issue": issue.pk},
    }
