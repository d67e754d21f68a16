"""All of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.narration import troubles as narration
from broadsheet.running import storms, upgrading
from broadsheet.running.health import backups, machine, outside, safety, work
from broadsheet.running.health.finding import AREAS, Finding, Level, red, yellow
from broadsheet.search import troubles as search


def look(*, deploy: bool = False, quick: bool = False) -> list[Finding]:
    """What is wrong, the worst first; empty when all is well. `quick`: nobody is asked over the network, and what
    cannot change while a process runs is not looked at."""
    found = [*machine.folders(), *machine.disks(), *storms.findings()]
    said = work.database_error()
    if said:
        what = _("The database says: %(words)s") % {"words": said.rstrip(".")}
        found.append(red("database", what, _("see that it runs, and that database_url is right")))
    else:
        try:
            found += _database(deploy, quick)
        except DatabaseError:  # it went away while it was asked
            found.append(work.no_database())
    if not quick:
        usable = not any(one.area == "database" for one in found)
        found += [*safety.program(deploy=deploy), *safety.outdated(), *ask(database=usable)]
    return in_order(found)


def ask(*, database: bool = True) -> list[Finding]:
    return [*outside.mail(), *outside.buckets(), *outside.certificate(), *(outside.newsletters() if database else ())]


def _database(deploy: bool, quick: bool) -> Iterator[Finding]:
    behind = upgrading.behind() if quick else upgrading.steps()
    if behind:
        what = ngettext(
            "The database is of another version (%(count)d step behind)",
            "The database is of another version (%(count)d steps behind)",
            behind,
        ) % {"count": behind}
        yield red("database", what, _("stop the server and run `broadsheet upgrade`"))
        return  # what cannot be read says nothing about the rest
    if not quick and (ahead := upgrading.ahead()):
        what = _("The database is of a newer version than the program (%(step)s)") % {"step": ahead[-1]}
        yield red("database", what, _("install that version, or stop the server and run `broadsheet upgrade --undo`"))
    yield from (found for found in work.troubles() if found.area != "disk")  # all disks were looked at
    yield from work.waiting()
    yield from work.several_hosts()
    yield from work.cache()
    yield from (yellow("voices", sentence) for sentence in narration.findings())
    if not quick:
        remedy = _("the worker puts them in: start the server, or `broadsheet worker`, and look again in a while")
        yield from (yellow("search", what, remedy) for what in search.findings())
    yield from backups.backups()
    yield from backups.not_erased()
    if deploy:
        yield from safety.unsafe()


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Each once: two looks may see the same disk."""
    areas = list(AREAS)
    return sorted(dict.fromkeys(found), key=lambda one: (one.level != Level.RED, areas.index(one.area)))
