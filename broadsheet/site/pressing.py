"""What `broadsheet press` does: press what waits, named URLs, or the whole paper anew."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import F

from broadsheet.kit import sizes
from broadsheet.press import flood, hosts, journeyman, ondemand, reconciling
from broadsheet.press.folder import PathRefused, canonical
from broadsheet.press.models import Plate
from broadsheet.press.worker import press_bulk, this_python
from broadsheet.site import edition
from broadsheet.site.first_content import settle
from broadsheet.site.working import folder


class NotPressed(Exception):
    """A URL that is no plate; the message is the one sentence to show."""


def press_waiting(progress: Callable[[int], None]) -> int:
    """Press everything that is dirty; how many plates."""
    folder().make()
    return press_bulk(folder(), progress)


def press_all(processes: int, progress: Callable[[int], None]) -> int:
    """Press every plate of the paper anew, with help from other processes; how many this process pressed."""
    settle()
    folder().make()
    sizes.tell()
    flood.soil_everything()
    edition.keep(folder(), edition.current())  # a server that starts has no need to do it again
    command = this_python("press", "--site", str(settings.SITE))
    helpers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(processes - 1)]  # noqa: S603  (our own words, no shell)
    done = press_bulk(folder(), progress)
    for helper in helpers:
        helper.wait()
    if not hosts.several() and reconciling.hold_against_ledger(folder()):
        done += press_bulk(folder(), progress)
    return done


def press_beside(work: str) -> None:
    """Press pages, or lists and feeds, beside the worker that holds our standard input."""
    journeyman.press_beside(work, folder(), sys.stdin.buffer, sys.stdout.buffer)


def press_urls(urls: Iterable[str]) -> int:
    """Press these URLs anew; raises NotPressed for one that is no plate."""
    wanted = [_path(url) for url in urls]
    for path in wanted:
        if not Plate.objects.filter(url=path).update(wanted=F("wanted") + 1, retry_at=None):
            raise NotPressed(f"{path} is no page of this paper: give its path, such as /news/.")
    for path in wanted:
        ondemand.press_now(folder(), path)
    return len(wanted)


def _path(url: str) -> str:
    try:
        return canonical(url.removeprefix(settings.PAPER_BASE_URL).encode())
    except PathRefused:
        raise NotPressed(f"“{url}” is no address of this paper: give its path, such as /news/.") from None


def failing() -> list[str]:
    """A line for each plate that could not be pressed."""
    plates = Plate.objects.filter(made__lt=F("wanted"), failures__gt=0).order_by("url")
    return [f"{plate.url}: {plate.failure}" for plate in plates]
