"""A correction to those who got an issue: of one story or brief that stood in it, written by the paper from what the
desk told readers, and sent with one click; or by hand, of that or of the issue's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.newsletters.composing import findings
from broadsheet.newsletters.desk.issues.proposals import block, saved
from broadsheet.newsletters.models import Carries, Issue, Sending
from broadsheet.newsletters.sending import verbs
from broadsheet.newsletters.sending.wrong_words import correction_of
from broadsheet.release import gate
from broadsheet.stories.models import StoryPage

Thing = StoryPage | Brief
OPEN = (Sending.DRAFT, Sending.SCHEDULED, Sending.FREEZING, Sending.SENDING, Sending.PAUSED)


def things_in(issue: Issue) -> list[Thing]:
    """The stories, then the briefs, that stood in a message of it."""
    rows = Carries.objects.filter(issue=issue.pk)
    stories = StoryPage.objects.filter(pk__in=rows.filter(story__isnull=False).values("story"))
    briefs = Brief.objects.filter(pk__in=rows.filter(brief__isnull=False).values("brief"))
    return [*stories.order_by("title", "pk"), *briefs.order_by("shown_from", "pk")]


def follow_of(issue: Issue, thing: Thing) -> Issue | None:
    """The newest correction of that to the readers of that issue, sent or not."""
    about = {"amends" if isinstance(thing, StoryPage) else "amends_brief": thing.pk}
    return Issue.objects.filter(follows=issue.pk, **about).order_by("-pk").first()


def by_hand(issue: Issue, thing: Thing | None, by: AbstractBaseUser) -> Issue:
    """A draft that somebody finishes; without a thing it is of the issue's own words, and goes to all who got it."""
    follow = _begun(issue, thing)
    return saved(follow, [block("text", f"<p>{escape(findings.opening(follow))}</p>")], by)


@transaction.atomic
def write(issue: Issue, thing: Thing, by: AbstractBaseUser) -> Issue:
    """A draft in the words that readers were told; one that waits already is taken."""
    Issue.objects.select_for_update(of=("self",)).filter(pk=issue.pk).values("pk").first()
    waiting = follow_of(issue, thing)
    if waiting is not None and waiting.sending in OPEN:
        return waiting
    follow = _begun(issue, thing)
    with override(issue.newsletter.language):
        told = list(_told(issue, thing))
        follow.preheader = Truncator(" ".join(told)).chars(90)
    html = "".join(f"<p>{escape(each)}</p>" for each in (findings.opening(follow), *told))
    return saved(follow, [block("text", html), *_as_it_reads_now(thing)], by)


def _begun(issue: Issue, thing: Thing | None) -> Issue:
    follow = correction_of(issue, thing)
    with override(issue.newsletter.language):
        follow.subject = (_("Correction: %(subject)s") % {"subject": issue.subject})[:200]
    return follow


def _as_it_reads_now(thing: Thing) -> Iterator[dict[str, Any]]:
    if not gate.verdict(thing, clock.now()).public:
        return
    if isinstance(thing, Brief):
        yield block("brief", thing.pk)
    else:
        yield block("story", {"story": thing.pk, "headline": "", "teaser": "", "picture": False})


def _told(issue: Issue, thing: Thing) -> Iterator[str]:
    """What readers of the issue have to know: the notes that came since, or that it was withdrawn."""
    if isinstance(thing, Brief):
        if thing.killed_at is not None:
            yield _("A brief in it was withdrawn by the paper: please do not rely on it, and do not pass it on.")
        elif thing.note:
            yield thing.note
        return
    if thing.killed_at is not None:
        yield _("A story in it was withdrawn by the paper: please do not rely on it, and do not pass it on.")
        return
    notes = thing.corrections.order_by("at", "pk")
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
