"""What an editor, the clock or the relay may do with the sending of an issue. Nothing else changes `Issue.sending`.

    draft ⇄ scheduled ──▶ freezing ──▶ sending ──▶ done ──(the unknown, or the refused, go again)──▶ sending
                             ▲── a correction, when others got what it corrects ──┤
                             ⇅ paused ⇅
    scheduled, freezing, sending, paused ──▶ cancelled · paused before anybody had a row ──▶ draft

Each is one conditional UPDATE: of two who do it at once, one is told that it has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters.composing import findings
from broadsheet.newsletters.models import GOT, OPEN, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.senders.base import READERS_OWN
from broadsheet.newsletters.sending import progress, states, wrong_words
from broadsheet.release import gate, words

ADDRESSED = 2**62
"""`frozen_up_to` of an issue all of whose readers have a row."""
LONGEST_CAUSE = 500

log = structlog.get_logger("mail")


class Refused(Exception):
    """The issue is not in a state from which this can be done; its text is for the screen."""


def schedule(issue: Issue, at: datetime) -> None:
    """Its sending begins at `at` (aware), also when nothing runs at that instant: then as soon as something does."""
    _move(issue, (Sending.DRAFT, Sending.SCHEDULED), Sending.SCHEDULED, send_at=at, cause="")


def send_now(issue: Issue) -> None:
    _move(issue, (Sending.DRAFT, Sending.SCHEDULED), Sending.FREEZING, send_at=None, cause="")


def unschedule(issue: Issue) -> None:
    """A draft again: it was only promised, or something kept it in before anybody got a row."""
    kept_in = Issue.objects.filter(pk=issue.pk, sending=Sending.PAUSED, begun_at=None).exists()
    _move(issue, (Sending.PAUSED,) if kept_in else (Sending.SCHEDULED,), Sending.DRAFT, send_at=None, cause="")


def pause(issue: Issue, cause: str) -> None:
    """What is inflight at this moment still goes out."""
    told = cause[:LONGEST_CAUSE]  # whoever pauses it needs no mail about that
    _move(issue, (Sending.FREEZING, Sending.SENDING), Sending.PAUSED, cause=told, alerted=told)


@transaction.atomic
def resume(issue: Issue) -> None:
    """Raises Refused also while something that it carries may not go out."""
    row = Issue.objects.get(pk=issue.pk)
    if row.begun_at is not None and (cause := why_not(row, clock.wall())):
        raise Refused(cause)
    after = Sending.SENDING if row.frozen_up_to == ADDRESSED else Sending.FREEZING
    _move(issue, (Sending.PAUSED,), after, cause="", alerted="")


@transaction.atomic
def cancel(issue: Issue) -> None:
    """Whoever has not got it does not get it; the rows stay as they are, and say who that is. Where nobody can have
    it, its page leaves the archive."""
    states_before = (Sending.SCHEDULED, Sending.FREEZING, Sending.SENDING, Sending.PAUSED)
    _move(issue, states_before, Sending.CANCELLED, done_at=clock.wall())
    if not is_with_somebody(issue):
        Issue.objects.filter(pk=issue.pk).update(live=False)
        issue.live = False


def is_with_somebody(issue: Issue) -> bool:
    """Whether a reader has it, or may have it."""
    return Delivery.objects.filter(issue=issue.pk, state__in=GOT).exists()


@transaction.atomic
def resend_uncertain(issue: Issue) -> int:
    """Send again to those of whom nobody knows whether they got it; how many. A done issue is being sent again."""
    _hold_for_more(issue)
    count = states.resend(undecided(issue), now=clock.wall())
    if not count:
        raise Refused(_("There is nobody of whom it is not known."))
    _go_on_if_done(issue)
    return count


@transaction.atomic
def try_refused(issue: Issue) -> int:
    """Send again to those whom the relay refused for no reason of their own; how many. A done issue is being sent
    again, one that is paused stays so."""
    _hold_for_more(issue)
    count = states.try_again(refused(issue), now=clock.wall())
    if not count:
        raise Refused(_("There is nobody who could be tried again."))
    _go_on_if_done(issue)
    return count


def _hold_for_more(issue: Issue) -> None:
    """Until the transaction ends more of it may be sent. Raises Refused."""
    _held_fast(issue.pk)
    issue.refresh_from_db(fields=["sending"])
    if issue.sending == Sending.CANCELLED:
        raise Refused(_("It was cancelled: nothing of it is sent any more."))
    if cause := why_not(issue, clock.wall()):
        raise Refused(cause)


def _go_on_if_done(issue: Issue) -> None:
    if issue.sending == Sending.DONE:
        _move(issue, (Sending.DONE,), Sending.SENDING, done_at=None, cause="", alerted="")


def _held_fast(key: int) -> None:
    """Until the transaction ends nobody else says of this issue that it is done, or that it goes on."""
    Issue.objects.select_for_update(of=("self",)).filter(pk=key).values("pk").first()


def leave_uncertain(issue: Issue) -> int:
    count = states.leave(undecided(issue), _("left as it is, at the desk"))
    told = _missed(issue.pk)  # whoever decides about it needs no mail
    Issue.objects.filter(pk=issue.pk, sending=Sending.DONE).update(cause=told, alerted=told)
    return count


def undecided(issue: Issue) -> QuerySet[Delivery]:
    """Those of whom nobody knows whether they got it, and about whom no editor has decided."""
    return Delivery.objects.filter(issue=issue.pk, state=Outcome.UNCERTAIN).exclude(code=states.LEFT)


def refused(issue: Issue) -> QuerySet[Delivery]:
    """Those who were refused for a reason that is not theirs alone, which may have been mended since. Not who may
    have it from an earlier try, which was unknown."""
    failed = Delivery.objects.filter(issue=issue.pk, state=Outcome.FAILED, may_have=None)
    return failed.exclude(code__in=READERS_OWN)


# -- by the clock and by the relay


def begin_due(now: datetime) -> None:
    """What was scheduled for now or before."""
    due = Issue.objects.filter(sending=Sending.SCHEDULED, send_at__lte=now)
    for key in list(due.values_list("pk", flat=True)):
        if due.filter(pk=key).update(sending=Sending.FREEZING):
            log.info("a scheduled issue begins", issue=key)


def stop_withdrawn(now: datetime) -> None:
    """What may not be public any more while it goes out goes no further: the issue itself, or a story or a brief that
    stands in it."""
    for issue in Issue.objects.filter(sending__in=(Sending.FREEZING, Sending.SENDING), begun_at__isnull=False):
        _stop_if_withdrawn(issue, now)


def may_be_taken(key: int, now: datetime) -> bool:
    """Whether rows of an issue may be taken, as the gate says now; else it is paused. Asked before each taking, since
    much can be taken between two turns of the clock."""
    issue = Issue.objects.filter(pk=key, sending=Sending.SENDING).first()
    return issue is not None and not _stop_if_withdrawn(issue, now)


def _stop_if_withdrawn(issue: Issue, now: datetime) -> bool:
    cause = why_not(issue, now)
    if cause and _going(issue.pk).update(sending=Sending.PAUSED, cause=cause[:LONGEST_CAUSE]):
        log.warning("an issue was paused, because it was withdrawn", issue=issue.pk, cause=cause)
    return bool(cause)


def why_not(issue: Issue, now: datetime) -> str:
    """Why nothing of an issue that has begun may go out: its own standing, or that of something in it; or ""."""
    verdict = gate.verdict(issue, now)
    return findings.withdrawn(issue, now) if verdict.public else words.sentence(verdict)


def is_going(key: int) -> bool:
    """Whether rows may be taken; until the transaction ends nobody makes its message anew (remaking.py)."""
    lock = "FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {Issue._meta.db_table} WHERE id = %s AND sending = %s {lock}",  # noqa: S608  (constants)
            [key, Sending.SENDING.value],
        )
        return cursor.fetchone() is not None


def _going(key: int) -> QuerySet[Issue]:
    return Issue.objects.filter(pk=key, sending__in=(Sending.FREEZING, Sending.SENDING))


def pause_by_relay(issue: int, cause: str) -> None:
    """The relay says that we may not send this: nobody else is tried until an editor has looked."""
    going = Issue.objects.filter(pk=issue, sending=Sending.SENDING)
    if going.update(sending=Sending.PAUSED, cause=cause[:LONGEST_CAUSE]):
        log.error("an issue was paused, because the mail server refuses it", issue=issue, cause=cause)


def say_of_those_without(issues: Iterable[int], cause: str) -> set[int]:
    """Why they do not get on, of those that say nothing of it; which they are."""
    silent = Issue.objects.filter(pk__in=list(issues), sending=Sending.SENDING, cause="")
    found = set(silent.values_list("pk", flat=True))
    for key in found:
        say(key, cause)
    return found


def say(issue: int, cause: str) -> None:
    """Why it does not get on, or "" when it does again."""
    Issue.objects.filter(pk=issue, sending=Sending.SENDING).update(cause=cause[:LONGEST_CAUSE])


def finish_done(now: datetime) -> None:
    """Issues none of whose rows has anything before it."""
    for key in list(Issue.objects.filter(sending=Sending.SENDING).values_list("pk", flat=True)):
        if not _under_way(key):
            _finish(key, now)


@transaction.atomic
def _finish(key: int, now: datetime) -> None:
    _held_fast(key)
    if _under_way(key):
        return  # an editor had the unknown ones sent again meanwhile
    done = Issue.objects.filter(pk=key, sending=Sending.SENDING)
    if _go_after_the_others(key):
        return  # it is a correction, and others have got meanwhile what it corrects
    # what is missed stays with it as its cause, until somebody has acted
    if done.update(sending=Sending.DONE, done_at=now, cause=_missed(key), alerted=""):
        log.info("an issue was sent", issue=key)
        for follow in Issue.objects.filter(follows=key).exclude(sending__in=UNBEGUN).values_list("pk", flat=True):
            _go_after_the_others(follow)


def _missed(key: int) -> str:
    found = progress.missed(key)
    return str(found) if found else ""


UNBEGUN = (Sending.DRAFT, Sending.SCHEDULED)


def _go_after_the_others(key: int) -> bool:
    """Have a correction that was addressed before all had got what it corrects address the rest of them. Whether
    there is somebody."""
    issue = Issue.objects.filter(pk=key, begun_at__isnull=False).exclude(sending=Sending.CANCELLED).first()
    if issue is None or not untold(issue):
        return False
    # one that is paused, or is being addressed, goes through its readers once more when it goes on
    Issue.objects.filter(pk=key).update(frozen_up_to=0)
    again = Issue.objects.filter(pk=key, sending__in=(Sending.SENDING, Sending.DONE))
    if again.update(sending=Sending.FREEZING, done_at=None, cause=""):
        log.info("a correction goes after those who got the issue later", issue=key)
    return True


def untold(issue: Issue) -> bool:
    """Whether somebody has what `issue` corrects, wants to have mail, and has no row of it."""
    if issue.follows_id is None:
        return False
    told = Delivery.objects.filter(issue=issue.pk, subscription=OuterRef("subscription"))
    theirs = wrong_words.got_by(issue).filter(subscription__state="confirmed")
    awake = Q(subscription__paused_until=None) | Q(subscription__paused_until__lte=clock.wall())
    return theirs.filter(awake).exclude(Exists(told)).exists()


def hold_fast(issues: Iterable[int]) -> None:
    """Before rows of these go again, in the same transaction: nobody says meanwhile that they are done."""
    for key in sorted(issues):
        _held_fast(key)


def go_on_again(issues: Iterable[int]) -> None:
    """Rows of these may go again. An issue may be done by then: what is unknown of a worker that seems lost stands in
    nobody's way; then the worker comes back and says that the relay never had it."""
    for key in sorted(issues):
        done = Issue.objects.filter(pk=key, sending=Sending.DONE)
        if _under_way(key) and done.update(sending=Sending.SENDING, done_at=None, cause=""):
            log.warning("an issue was not done yet: somebody came back with what was unknown", issue=key)


def _under_way(key: int) -> bool:
    return Delivery.objects.filter(issue=key, state__in=OPEN).exists()


def _move(issue: Issue, before: tuple[Sending, ...], after: Sending, **changes: Any) -> None:
    """Raises Refused. The object in hand follows its row."""
    changes["sending"] = after
    if not Issue.objects.filter(pk=issue.pk, sending__in=before).update(**changes):
        raise Refused(_("It has changed meanwhile: please look again."))
    for name, value in changes.items():
        setattr(issue, name, value)
