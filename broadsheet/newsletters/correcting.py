"""A correction of one story to those who got an issue that carried it: written by the paper from what the desk told
readers, and sent with one click."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.newsletters.composing import findings
from broadsheet.newsletters.desk.issues.proposals import block, saved
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.sending import verbs
from broadsheet.release import gate
from broadsheet.stories.models import StoryPage

OPEN = (Sending.DRAFT, Sending.SCHEDULED, Sending.FREEZING, Sending.SENDING, Sending.PAUSED)


def follow_of(issue: Issue, story: StoryPage) -> Issue | None:
    """The newest correction of that story to the readers of that issue, sent or not."""
    return Issue.objects.filter(follows=issue.pk, amends=story.pk).order_by("-pk").first()


@transaction.atomic
def write(issue: Issue, story: StoryPage, by: AbstractBaseUser) -> Issue:
    """A draft in the words that readers were told; one that waits already is taken."""
    Issue.objects.select_for_update(of=("self",)).filter(pk=issue.pk).values("pk").first()
    waiting = follow_of(issue, story)
    if waiting is not None and waiting.sending in OPEN:
        return waiting
    with override(issue.newsletter.language):
        subject = _("Correction: %(subject)s") % {"subject": issue.subject}
        told = list(_told(issue, story))
        follow = Issue(newsletter=issue.newsletter, subject=subject[:200], follows=issue, amends=story)
        follow.preheader = Truncator(" ".join(told)).chars(90)
        opening = findings.opening(follow)
    html = "".join(f"<p>{escape(each)}</p>" for each in (opening, *told))
    blocks = [block("text", html)]
    if gate.verdict(story, clock.now()).public:
        blocks.append(block("story", {"story": story.pk, "headline": "", "teaser": "", "picture": False}))
    return saved(follow, blocks, by)


def _told(issue: Issue, story: StoryPage) -> Any:
    """What readers of the issue have to know: the notes that came since, or that it was withdrawn."""
    if story.killed_at is not None:
        yield _("A story in it was withdrawn by the paper: please do not rely on it, and do not pass it on.")
        return
    notes = story.corrections.order_by("at", "pk")
    if issue.begun_at:
        notes = notes.filter(Q(at__gt=issue.begun_at) | Q(amended_at__gt=issue.begun_at))
    for note in notes:
        yield from (part.strip() for part in note.text.split("\n\n") if part.strip())


def send(follow: Issue, by: Any) -> str:
    """Send a draft; "" when it is on its way, else what keeps it in, in one sentence."""
    if follow.sending != Sending.DRAFT:
        return ""
    if reasons := findings.blocking(follow):
        return reasons[0]
    try:
        verbs.send_now(follow)
    except verbs.Refused as refusal:
        return str(refusal)
    log(instance=follow, action="newsletters.send", user=by)
    return ""
