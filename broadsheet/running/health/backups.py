"""Whether the paper could be got back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.press import hosts
from broadsheet.release.words import moment
from broadsheet.running import backing, runs, thinning, whole_copies
from broadsheet.running.health.finding import Finding, red, yellow
from broadsheet.running.health.machine import is_there
from broadsheet.running.models import Backup

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
        where = f" ({failed.host})" if hosts.several() and failed.host else ""
        what = _("The last backup failed") + f"{where}: {failed.failure.rstrip('.')}"
        yield red("backups", what, _("mend that; it is tried again each hour"))
    yield from _shrunk()
    place = target.local
    if place is None:  # elsewhere, where nobody is asked every minute
        newest = runs.last()
        yield from _age(newest.began if newest else None, target.name)
        return
    if not _writable(place):
        what = _("Backups cannot be written to %(folder)s") % {"folder": place}
        remedy = _(
            "where `broadsheet install-service` has set this site up, run it again as root, which opens the way; "
            "otherwise give the folder to the user who runs this"
        )
        yield red("backups", what, remedy)
        return
    if hosts.several() and (newest := runs.last()) and not (place / newest.name).exists():
        yield from _on_another_host(newest, place)
        return
    try:
        found = [path for path in thinning.backups(place.iterdir(), backing.paper()) if _is_past(path)]
    except FileNotFoundError:
        found = []
    except OSError as error:
        what = _("The folder of the backups cannot be read (%(cause)s)") % {"cause": error.strerror or error}
        yield red("backups", what, _("see that it is there and ours"))
        return
    yield from _age(thinning.made_at(found[0]) if found else None, target.name)


def _on_another_host(newest: Backup, place: Path) -> Iterator[Finding]:
    """Each host has such a folder of its own."""
    told = {"name": newest.name, "host": newest.host, "folder": place}
    what = _("The newest backup, %(name)s of %(host)s, does not lie in %(folder)s of this host") % told
    remedy = _("send backups to where every host reaches: ssh:// or s3:// in backup_to")
    yield yellow("backups", what, remedy)
    yield from _age(newest.began, newest.host)


def _is_past(path: Path) -> bool:
    """One that was made under a clock that was wrong says nothing."""
    at = thinning.made_at(path)
    return at is not None and at <= clock.wall() + runs.AHEAD


def _writable(place: Path) -> bool:
    """By the folder, or by the one in which it would be made."""
    there = next(folder for folder in (place, *place.parents) if os.access(folder, os.F_OK))
    return os.access(there, os.W_OK | os.X_OK)


def _shrunk() -> Iterator[Finding]:
    """What a disk that is not mounted leaves out, or somebody's mistake, shows in nothing but the size."""
    newest = runs.last()
    if newest is not None and (before := runs.much_larger(newest)):
        told = {"size": filesizeformat(newest.size), "before": filesizeformat(before.size), "name": before.name}
        what = _("The newest backup has %(size)s, and one a few days before had %(before)s (%(name)s)") % told
        remedy = _(
            "see what is missing (`media/` perhaps); no old backup is removed meanwhile. If you took it away "
            "yourself, this ends within a week"
        )
        yield red("backups", what, remedy)


def _age(newest: datetime | None, place: str) -> Iterator[Finding]:
    remedy = _("see that a worker runs, and what it writes into its log")
    if newest is None:
        what = _("There is no backup in %(folder)s yet") % {"folder": place}
        yield yellow("backups", what, _("make one now: `broadsheet backup`"))
    elif clock.wall() - newest > OLD:
        yield red("backups", _("The newest backup is of %(time)s") % {"time": moment(newest)}, remedy)


def not_erased() -> Iterator[Finding]:
    """A court's order is not carried out while these lie there."""
    if found := whole_copies.of_what_was_erased():
        names = ", ".join(str(path.relative_to(settings.SITE)) for path in found)
        what = _("What was erased by order of a court is still in copies of the database: %(files)s") % {
            "files": names
        }
        yield yellow("backups", what, _("delete them in the site's folder, once no way back to before is needed"))


def on_the_same_disk() -> Iterator[Finding]:
    place = runs.place()
    if place is not None and is_there(place) and place.stat().st_dev == settings.SITE.stat().st_dev:
        yield yellow(
            "safety",
            _("Backups lie on the disk of the site itself, and are lost with it"),
            _("send them to another machine: ssh:// or s3:// in backup_to"),
        )


def unencrypted() -> Iterator[Finding]:
    if settings.BACKUP_TO and not settings.BACKUP_RECIPIENTS:
        yield yellow(
            "safety",
            _("Backups are not encrypted, and hold every secret"),
            _("make a key (`broadsheet backup --new-key`), and set backup_recipients"),
        )
