"""Whether the paper could be got back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.release.words import moment
from broadsheet.running import backing, runs, thinning
from broadsheet.running.health.finding import Finding, red, yellow

OLD = timedelta(hours=36)


def backups() -> Iterator[Finding]:
    target = runs.target()
    if target is None:
        yield yellow(
            "backups",
            _("No backups are made"),
            _("name a place in broadsheet.toml (backup_to), best on another machine"),
        )
        return
    failed = runs.failure()
    if failed is not None:
        what = _("The last backup failed") + f": {failed.failure.rstrip('.')}"
        yield red("backups", what, _("mend that; it is tried again each hour"))
    place = target.local
    if place is None:  # elsewhere, where nobody is asked every minute
        newest = runs.last()
        yield from _age(newest.began if newest else None, target.name)
        return
    try:
        found = thinning.backups(place.iterdir(), backing.paper())
    except FileNotFoundError:
        found = []
    except OSError as error:
        what = _("The folder of the backups cannot be read (%(cause)s)") % {"cause": error.strerror or error}
        yield red("backups", what, _("see that it is there and ours"))
        return
    yield from _age(thinning.made_at(found[0]) if found else None, target.name)


def _age(newest: datetime | None, place: str) -> Iterator[Finding]:
    remedy = _("see that a worker runs, and what it writes into its log")
    if newest is None:
        what = _("There is no backup in %(folder)s yet") % {"folder": place}
        yield yellow("backups", what, _("make one now: `broadsheet backup`"))
    elif clock.wall() - newest > OLD:
        yield red("backups", _("The newest backup is of %(time)s") % {"time": moment(newest)}, remedy)


def unencrypted() -> Iterator[Finding]:
    if settings.BACKUP_TO and not settings.BACKUP_RECIPIENTS:
        yield yellow(
            "safety",
            _("Backups are not encrypted, and hold every secret"),
            _("make a key (`broadsheet backup --new-key`), and set backup_recipients"),
        )
