"""An issue that was stopped because something in it was withdrawn goes on without that: its message is made again for
those who have not got it. Whoever has it keeps it, and is told by a correction."""

from __future__ import annotations

from dataclasses import replace

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.newsletters.composing import findings, splicing
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.composing.parts import stored_blocks
from broadsheet.newsletters.models import Carries, Compiled, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import verbs
from broadsheet.release import gate, words

log = structlog.get_logger("mail")


def is_wanted(issue: Issue) -> bool:
    """Whether it stands still and cannot go on as it is."""
    if issue.sending != Sending.PAUSED or issue.begun_at is None:
        return False
    return bool(findings.withdrawn(issue, clock.wall()))


@transaction.atomic
def go_on_without(issue: Issue, subject: str, preheader: str) -> None:
    """As its blocks stand, with what may be public now, under these words; they may have named what was withdrawn.
    Raises Refused."""
    verbs.hold_fast([issue.pk])
    row = Issue.objects.select_related("newsletter", "follows").get(pk=issue.pk)
    if reason := _why_not(row, subject):
        raise verbs.Refused(reason)
    row.subject, row.preheader = subject[:200], preheader[:200]
    with override(row.newsletter.language):
        letter = compose(row)
    if not _is_left(row, letter.carries):
        raise verbs.Refused(_("Nothing would be left of it: cancel the rest instead."))
    before = Compiled.objects.get(issue=row.pk)
    made = splicing.cut(letter, row.newsletter, row)
    # a reader who may have it already is sent the same Message-ID, so that a mailbox can tell
    parts = replace(made, origin=splicing.Parts.from_json(before.parts).origin).to_json()
    before.delete()
    Compiled.objects.create(issue=row, parts=parts, html_size=letter.html_size, carries=letter.carries)
    rows = [Carries(issue=row, story_id=key) for key in letter.carries["stories"]]
    Carries.objects.bulk_create(rows, ignore_conflicts=True)  # what others got it carries still
    Issue.objects.filter(pk=row.pk).update(subject=row.subject, preheader=row.preheader)
    verbs.resume(issue)
    log.warning("an issue goes on without what was withdrawn", issue=row.pk)


def _why_not(row: Issue, subject: str) -> str:
    if row.sending != Sending.PAUSED or row.begun_at is None:
        return _("It has changed meanwhile: please look again.")
    verdict = gate.verdict(row, clock.wall())
    if not verdict.public:
        return words.sentence(verdict)
    if not subject.strip():
        return _("It has no subject: write one.")
    # a worker that holds rows of it has the message of before
    if Delivery.objects.filter(issue=row.pk, state__in=(Outcome.CLAIMED, Outcome.INFLIGHT)).exists():
        return _("Some of it is still being handed over: try again in a minute.")
    return ""


def _is_left(row: Issue, carries: dict[str, list[int]]) -> bool:
    """Whether something stands in it beside what only introduces: a story, a brief or a text."""
    return any(carries.values()) or any(block["type"] == "text" for block in stored_blocks(row))
