"""The work behind the paper: the press, the schedule, mail, tasks, voices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Note, Outcome, Sending
from broadsheet.newsletters.senders.base import READERS_OWN
from broadsheet.press import hosts, purging
from broadsheet.press.folder import Folder
from broadsheet.press.health import PressHealth, press_health
from broadsheet.release.words import moment
from broadsheet.running import planned
from broadsheet.running.health import machine
from broadsheet.running.health.finding import Finding, red, yellow
from broadsheet.sections import schedule

LOST_FOR = timedelta(days=1)
"""So long one hears of a mail that was refused for good."""
LATE = timedelta(minutes=15)
"""Mail to one person, and tasks, should be done long before."""


def troubles() -> list[Finding]:
    """What the press and the schedule suffer from, for /healthz and for the rest; quick."""
    try:
        health = press_health(Folder(settings.PRESS_ROOT))
        return [*_press(health), *machine.clock(health.clock_alarm), *_pages(health), *_schedule()]
    except DatabaseError:
        return [no_database()]


def no_database() -> Finding:
    what, remedy = _("The database does not answer"), _("see that it runs, and that database_url is right")
    return red("database", what, remedy, stops=True)


def database_error() -> str:
    """What the database says itself; for the operator's eyes, since it may name hosts."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return " ".join(str(error).split())
    return ""


def _press(health: PressHealth) -> Iterator[Finding]:
    if health.silent:
        remedy = _("start the server, or `broadsheet worker` where they are separate")
        if (unit := planned.earlier(settings.SITE)) is not None:
            words = _("run `systemctl restart %(unit)s`, and see with `journalctl -u %(unit)s` why it ended")
            remedy = words % {"unit": f"{unit.name}-worker"}
        yield red("worker", _("No worker is alive"), remedy, stops=True)
    if health.nearly_full:
        yield red("disk", _("The disk is nearly full"), _("make room, so that pages can be pressed"), stops=True)
    if health.overdue:
        what = ngettext(
            "One thing should have gone out or in by now",
            "%(count)d things should have gone out or in by now",
            health.overdue,
        )
        remedy = _("see in the log why the worker is late")
        yield red("overdue", what % {"count": health.overdue}, remedy, stops=True)


def _pages(health: PressHealth) -> Iterator[Finding]:
    for plate in health.failing:
        what = _("%(url)s cannot be pressed (%(cause)s)") % {"url": plate.url, "cause": plate.cause}
        yield yellow("pages", what, _("mend that, it is tried again"))


def _schedule() -> Iterator[Finding]:
    if late := schedule.overdue():
        what = ngettext("One scheduled thing is not out yet", "%(count)d scheduled things are not out yet", late) % {
            "count": late
        }
        yield yellow("overdue", what, _("look at the desk's home, which says what is missing"))


def several_hosts() -> Iterator[Finding]:
    """Hosts that serve what is old, and a bucket that lacks what is new."""
    if not hosts.several():
        return
    found = hosts.standing()
    for name in found.behind:
        what = _("%(host)s lacks pages that are out") % {"host": name}
        yield yellow("hosts", what, _("it makes up for them; if that takes long, see its log"))
    for name, cause in found.troubles:
        what = _("%(host)s cannot take what is pressed (%(cause)s)") % {"host": name, "cause": cause.rstrip(".")}
        yield red("hosts", what, _("see its disk and its log: it serves what it has"))
    for name, seen in found.away:
        what = _("Nothing was heard of %(host)s since %(time)s") % {"host": name, "time": moment(seen)}
        yield yellow("hosts", what, _("start it, or wait: a host that was taken away is forgotten after a week"))
    if found.cause:
        what = ngettext(
            "One page is not in the bucket yet (%(cause)s)",
            "%(count)d pages are not in the bucket yet (%(cause)s)",
            found.unstored,
        ) % {"count": found.unstored, "cause": found.cause.rstrip(".")}
        yield yellow("buckets", what, _("readers have them all the same; mend that, it is tried again"))


def cache() -> Iterator[Finding]:
    """A cache in front that may still give what was changed or killed."""
    found = purging.untold()
    if found.count:
        what = ngettext(
            "The cache in front could not be told of one page that changed (%(cause)s)",
            "The cache in front could not be told of %(count)d pages that changed (%(cause)s)",
            found.count,
        ) % {"count": found.count, "cause": found.cause.rstrip(".")}
        yield red("pages", what, _("mend that, it is tried again; it gives the old ones for a minute at most"))


def _refused_notes() -> Iterator[Finding]:
    """Confirmations, links and tests that the mail server refuses because of us; not those to an address that does
    not exist, which anybody may type into a form."""
    newest = Note.objects.order_by("-changed")
    if held := newest.filter(state__in=(Outcome.DEFERRED, Outcome.PENDING), code__startswith="5").first():
        what = _("The mail server refuses our mails to single persons (%(cause)s)") % {"cause": _said(held)}
        yield red("mail", what, _("mend what it says; they wait until then, for two days at most"))
    lost = newest.filter(state=Outcome.FAILED, changed__gte=clock.wall() - LOST_FOR).exclude(code__in=READERS_OWN)
    if count := lost.count():
        what = ngettext(
            "A mail to one person was refused for good (%(cause)s)",
            "%(count)d mails to single persons were refused for good, the last one so: %(cause)s",
            count,
        ) % {"count": count, "cause": _said(lost[0])}
        yield yellow("mail", what, _("mend what the mail server says; whoever waits for one can ask again"))


def _said(note: Note) -> str:
    return f"{note.code} {note.reply}".strip().rstrip(".")


def waiting() -> Iterator[Finding]:
    """Mail and tasks that nobody has done."""
    before = clock.wall() - LATE
    notes = Note.objects.filter(state=Outcome.PENDING, created__lt=before).count()
    if notes:
        what = ngettext(
            "A mail to one person waits for more than a quarter of an hour",
            "%(count)d mails to single persons wait for more than a quarter of an hour",
            notes,
        ) % {"count": notes}
        yield red("mail", what, _("see in the log what the mail server says"))
    yield from _refused_notes()
    for issue in Issue.objects.filter(sending=Sending.PAUSED).exclude(cause=""):
        what = _("The issue “%(subject)s” is paused: %(cause)s") % {"subject": issue.subject, "cause": issue.cause}
        yield yellow("mail", what.rstrip("."), _("see its screen at the desk"))
    tasks = DBTaskResult.objects.ready().filter(enqueued_at__lt=before).count()
    if tasks:
        what = ngettext(
            "A task waits for more than a quarter of an hour",
            "%(count)d tasks wait for more than a quarter of an hour",
            tasks,
        ) % {"count": tasks}
        yield yellow("overdue", what, _("see in the log why the worker does not do it"))
