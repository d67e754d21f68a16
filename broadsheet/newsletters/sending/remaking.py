"""An issue that stands still goes on under another message: without what was withdrawn, with what was put right
since, or under another subject. The message is made again for those who have not got it. Whoever has it keeps it, and
is told by a correction."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.newsletters.composing import findings, splicing
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.composing.parts import stored_blocks
from broadsheet.newsletters.composing.splicing import Parts
from broadsheet.newsletters.models import OPEN, Compiled, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import verbs, wrong_words
from broadsheet.release import gate, words

log = structlog.get_logger("mail")
_BORDER = re.compile(r"=_[0-9a-f]{24}")


class Why(StrEnum):
    """What is otherwise in the message that would be made now."""

    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    SAME = "same"


def offered(issue: Issue) -> Why | None:
    """Why the rest, or the unknown ones, may be sent another message; None where nobody is to get one, or where
    nothing of the issue goes out as long as it is killed or held itself."""
    if issue.begun_at is None or not gate.verdict(issue, clock.wall()).public or not _is_somebody_left(issue):
        return None
    if findings.withdrawn(issue, clock.wall()):
        return Why.WITHDRAWN
    if _differs(issue):
        return Why.CHANGED
    return Why.SAME if issue.sending == Sending.PAUSED else None


def _is_somebody_left(issue: Issue) -> bool:
    rows = Delivery.objects.filter(issue=issue.pk)
    if issue.sending == Sending.PAUSED:
        return issue.frozen_up_to != verbs.ADDRESSED or rows.filter(state__in=OPEN).exists()
    return issue.sending == Sending.DONE and verbs.undecided(issue).exists()


def _differs(issue: Issue) -> bool:
    """Whether the message would say something else if it was made now."""
    made = Compiled.objects.filter(issue=issue.pk).first()
    if made is None:
        return False
    with override(issue.newsletter.language):
        now = splicing.cut(compose(issue), issue.newsletter, issue)
    return _words(now) != _words(Parts.from_json(made.parts))


def _words(parts: Parts) -> str:
    return _BORDER.sub("", "\0".join(parts.pieces))


@transaction.atomic
def send_the_rest(issue: Issue, subject: str, preheader: str) -> None:
    """As its blocks stand, with what may be public now, under these words; they may have named what was withdrawn. To
    those who have not got it; of an issue that is done, to those of whom that is not known. Raises Refused."""
    verbs.hold_fast([issue.pk])
    row = Issue.objects.select_related("newsletter", "follows").get(pk=issue.pk)
    if reason := _why_not(row, subject):
        raise verbs.Refused(reason)
    before = Compiled.objects.get(issue=row.pk)
    says_since = clock.now() if _differs(row) else before.made_at
    row.subject, row.preheader = subject[:200], preheader[:200]
    with override(row.newsletter.language):
        letter = compose(row)
    if not _is_left(row, letter.carries):
        raise verbs.Refused(_("Nothing would be left of it: cancel the rest instead."))
    made = splicing.cut(letter, row.newsletter, row)
    # a reader who may have it already is sent the same Message-ID, so that a mailbox can tell
    parts = replace(made, origin=Parts.from_json(before.parts).origin).to_json()
    before.delete()
    again = Compiled.objects.create(
        issue=row, parts=parts, html_size=letter.html_size, carries=letter.carries, made_at=says_since
    )
    wrong_words.note_what_it_carries(again)
    Issue.objects.filter(pk=row.pk).update(subject=row.subject, preheader=row.preheader)
    if row.sending == Sending.PAUSED:
        verbs.resume(issue)
    else:
        verbs.resend_uncertain(issue)
    log.warning("an issue goes on under another message", issue=row.pk)


def _why_not(row: Issue, subject: str) -> str:
    if row.begun_at is None or row.sending not in {Sending.PAUSED, Sending.DONE}:
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


def _is_left(row: Issue, carries: dict[str, list[Any]]) -> bool:
    """Whether something stands in it beside what only introduces: a story, a brief, a text or a quotation."""
    return bool(carries["stories"] or carries["briefs"]) or any(
        block["type"] in {"text", "quote"} for block in stored_blocks(row)
    )
