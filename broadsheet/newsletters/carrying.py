"""Mails cannot be called back: the issues that carried a story or a brief, and whether their readers were told what
was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from broadsheet.briefs.models import Brief
from broadsheet.newsletters.correcting import Thing, follow_of
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import remaking, wrong_words
from broadsheet.newsletters.sending.remaking import Why
from broadsheet.release import words
from broadsheet.release.carriers import Carried, Deed, State, carriers
from broadsheet.stories.models import StoryPage

ADD, SEND = "newsletters.add_issue", "newsletters.send_issue"
GOT = (Outcome.SENT, Outcome.UNCERTAIN)
MOVING = (Sending.FREEZING, Sending.SENDING)


class Letters:
    name = "newsletters"
    label = gettext_lazy("Newsletters that were sent")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        carried = wrong_words.carrying(thing).filter(issue__begun_at__isnull=False).values("issue")
        issues = Issue.objects.filter(pk__in=carried).select_related("newsletter").order_by("-begun_at", "-pk")
        own = {"amends" if isinstance(thing, StoryPage) else "amends_brief": thing.pk}
        for issue in issues.exclude(**own):
            if since is None or (issue.begun_at is not None and issue.begun_at < since):
                got, right = _counts(issue, thing, since)
                yield _and_right(right, _carried(issue, thing, since, got, user))


def _counts(issue: Issue, thing: Any, since: datetime | None) -> tuple[int, int]:
    """(readers who got it in that issue, those of whom it is unknown among them; those who got it as it was put
    right since)."""
    correction = wrong_words.correction_of(issue, thing)
    handed = Delivery.objects.filter(issue=issue.pk, state__in=GOT)
    had = handed.filter(wrong_words.has_it(correction)).count()
    wrong = wrong_words.got_by(correction, *GOT).count() if since is not None else had
    return wrong, had - wrong


def _and_right(count: int, found: Carried) -> Carried:
    """Those who got it later, as it was put right, have nothing to be told."""
    if not count:
        return found
    told = ngettext(
        "%(count)d more got it as it was put right.", "%(count)d more got it as it was put right.", count
    ) % {"count": count}
    return replace(found, sentence=f"{found.sentence} {told}")


def _carried(issue: Issue, thing: Thing, since: datetime | None, got: int, user: Any) -> Carried:
    key, what = f"newsletters.issue:{issue.pk}", f"{issue.newsletter.name}: {issue.subject}"
    screen = reverse("newsletters_issue_send", args=(issue.pk,))
    if issue.sending in MOVING:
        deed = Deed(_("See how far it is, or stop it"), screen)
        return Carried(key, what, State.TODO, _("It is going out now, with the words of before."), screen, (deed,))
    told = ngettext("%(count)d reader got it on %(time)s.", "%(count)d readers got it on %(time)s.", got) % {
        "count": got,
        "time": words.moment(issue.begun_at),
    }
    if thing.killed_at is not None:
        told = f"{told} {_own_words(thing)}"
    if since is None or not got:
        found = Carried(key, what, State.DONE, told, screen)
    else:
        found = _followed(issue, thing, since, told, user, Carried(key, what, State.TODO, told, screen))
    return _with_the_rest(found, issue) if since is not None else found


def _own_words(thing: Thing) -> str:
    """The card went with the kill; what the issue says of it beside the card, nobody but an editor can find."""
    if isinstance(thing, StoryPage):
        return _("In the archive it is without the story; see whether its own words still speak of it.")
    return _("In the archive it is without the brief; see whether its own words still speak of it.")


def _with_the_rest(found: Carried, issue: Issue) -> Carried:
    """Of an issue that was stopped half-way: those who have not got it need not get the words of before."""
    if issue.sending != Sending.PAUSED or remaking.offered(issue) not in {Why.WITHDRAWN, Why.CHANGED}:
        return found
    deed = Deed(_("Send the rest as it reads now"), found.url)
    told = f"{found.sentence} " + _("The rest waits, with the words of before.")
    return replace(found, state=State.TODO, sentence=told, deeds=(deed, *found.deeds))


def _followed(issue: Issue, thing: Thing, since: datetime, told: str, user: Any, untold: Carried) -> Carried:
    """As the correction to its readers stands, if there is one of what was put right last."""
    follow = follow_of(issue, thing)
    if follow is None or follow.sending == Sending.CANCELLED or (follow.begun_at and follow.begun_at < since):
        return Carried(untold.key, untold.what, State.TODO, told, untold.url, tuple(_deeds(issue, thing, user)))
    screen = reverse("newsletters_issue_send", args=(follow.pk,))
    state, said = _STANDING[Sending(follow.sending)](follow)
    deeds = (Deed(_("To the correction"), screen),)
    return Carried(untold.key, untold.what, state, f"{told} {said}", untold.url, deeds)


_STANDING = {
    Sending.DRAFT: lambda follow: (State.TODO, _("A correction is written, and not sent yet.")),
    Sending.SCHEDULED: lambda follow: (
        State.WORKING,
        _("A correction will be sent on %(time)s.") % {"time": words.moment(follow.send_at)},
    ),
    Sending.FREEZING: lambda follow: (State.WORKING, _("A correction is going out.")),
    Sending.SENDING: lambda follow: (State.WORKING, _("A correction is going out.")),
    Sending.PAUSED: lambda follow: (
        State.TODO,
        _("A correction is paused: %(cause)s") % {"cause": follow.cause},
    ),
    Sending.DONE: lambda follow: (
        State.DONE,
        _("The correction went out on %(time)s.") % {"time": words.moment(follow.begun_at)},
    ),
}


def _deeds(issue: Issue, thing: Thing, user: Any) -> Iterator[Deed]:
    if not user.has_perm(ADD):
        return
    name = "newsletters_issue_amend" if isinstance(thing, StoryPage) else "newsletters_issue_amend_brief"
    url = reverse(name, args=(issue.pk, thing.pk))
    if user.has_perm(SEND):
        label = _("Send a correction to those who got it")
        said = _("In the words of the note.") if thing.killed_at is None else _("It says that it was withdrawn.")
        yield Deed(label, url, post=True, fields=(("do", "send"),), explanation=said)
    yield Deed(_("Write it first"), url, post=True, fields=(("do", "write"),))
    if thing.killed_at is not None and issue.url:
        yield Deed(_("See it in the archive"), issue.url)


carriers.register(StoryPage, Letters(), order=40)
carriers.register(Brief, Letters(), order=40)
