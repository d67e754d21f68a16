"""Mails cannot be called back: the issues that carried a story, and whether their readers were told what was
wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from broadsheet.briefs.models import Brief
from broadsheet.newsletters.correcting import follow_of
from broadsheet.newsletters.models import Carries, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import remaking
from broadsheet.newsletters.sending.remaking import Why
from broadsheet.newsletters.sending.wrong_words import made_before
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
        carried = Carries.objects.filter(story=thing.pk, issue__begun_at__isnull=False).values("issue")
        issues = Issue.objects.filter(pk__in=carried).exclude(amends=thing.pk).select_related("newsletter")
        found = list(issues.order_by("-begun_at", "-pk"))
        got, wrong = _counts(found), _counts(found, since)
        for issue in found:
            if since is None or (issue.begun_at is not None and issue.begun_at < since):
                right = got.get(issue.pk, 0) - wrong.get(issue.pk, 0)
                yield _and_right(right, _carried(issue, thing, since, wrong.get(issue.pk, 0), user))


def _counts(issues: list[Issue], before: datetime | None = None) -> dict[int, int]:
    """{issue: readers who got it}, those of whom it is unknown among them; as it was made before that instant."""
    handed = Delivery.objects.filter(issue__in=[issue.pk for issue in issues], state__in=GOT).order_by()
    return dict(handed.filter(made_before(before)).values_list("issue").annotate(Count("pk")))


def _and_right(count: int, found: Carried) -> Carried:
    """Those who got it later, as it was put right, have nothing to be told."""
    if not count:
        return found
    told = ngettext(
        "%(count)d more got it as it was put right.", "%(count)d more got it as it was put right.", count
    ) % {"count": count}
    return replace(found, sentence=f"{found.sentence} {told}")


def _carried(issue: Issue, story: StoryPage, since: datetime | None, got: int, user: Any) -> Carried:
    key, what = f"newsletters.issue:{issue.pk}", f"{issue.newsletter.name}: {issue.subject}"
    screen = reverse("newsletters_issue_send", args=(issue.pk,))
    if issue.sending in MOVING:
        deed = Deed(_("See how far it is, or stop it"), screen)
        return Carried(key, what, State.TODO, _("It is going out now, with the words of before."), screen, (deed,))
    told = ngettext("%(count)d reader got it on %(time)s.", "%(count)d readers got it on %(time)s.", got) % {
        "count": got,
        "time": words.moment(issue.begun_at),
    }
    if since is None or not got:
        found = Carried(key, what, State.DONE, told, screen)
    else:
        found = _followed(issue, story, since, told, user, Carried(key, what, State.TODO, told, screen))
    return _with_the_rest(found, issue) if since is not None else found


def _with_the_rest(found: Carried, issue: Issue) -> Carried:
    """Of an issue that was stopped half-way: those who have not got it need not get the words of before."""
    if issue.sending != Sending.PAUSED or remaking.offered(issue) not in {Why.WITHDRAWN, Why.CHANGED}:
        return found
    deed = Deed(_("Send the rest as it reads now"), found.url)
    told = f"{found.sentence} " + _("The rest waits, with the words of before.")
    return replace(found, state=State.TODO, sentence=told, deeds=(deed, *found.deeds))


def _followed(issue: Issue, story: StoryPage, since: datetime, told: str, user: Any, untold: Carried) -> Carried:
    """As the correction to its readers stands, if there is one of what was put right last."""
    follow = follow_of(issue, story)
    if follow is None or follow.sending == Sending.CANCELLED or (follow.begun_at and follow.begun_at < since):
        return Carried(untold.key, untold.what, State.TODO, told, untold.url, tuple(_deeds(issue, story, user)))
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


class LettersWithBriefs:
    """Issues that had a brief among their blocks."""

    name = "newsletters"
    label = gettext_lazy("Newsletters that were sent")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        out = thing.first_published_at or thing.shown_from
        issues = Issue.objects.filter(begun_at__gte=out) if out else Issue.objects.none()
        found = [
            issue
            for issue in issues.select_related("newsletter").order_by("-begun_at", "-pk")
            if any(each["type"] == "brief" and each["value"] == thing.pk for each in issue.body.raw_data)
        ]
        got = _counts(found)
        for issue in found:
            if since is None or (issue.begun_at is not None and issue.begun_at < since):
                yield _with_brief(issue, since, got.get(issue.pk, 0), user)


def _with_brief(issue: Issue, since: datetime | None, got: int, user: Any) -> Carried:
    key, what = f"newsletters.issue:{issue.pk}", f"{issue.newsletter.name}: {issue.subject}"
    screen = reverse("newsletters_issue_send", args=(issue.pk,))
    told = ngettext("%(count)d reader got it on %(time)s.", "%(count)d readers got it on %(time)s.", got) % {
        "count": got,
        "time": words.moment(issue.begun_at),
    }
    if since is None or not got:
        return Carried(key, what, State.DONE, told, screen)
    after = issue.followed_by.filter(begun_at__gte=since).order_by("-begun_at").first()
    if after is not None:
        sent = _("A correction went to them on %(time)s.") % {"time": words.moment(after.begun_at)}
        return Carried(key, what, State.DONE, f"{told} {sent}", screen)
    write = Deed(
        _("Write a correction to those who got it"), reverse("newsletters_issue_correct", args=(issue.pk,)), post=True
    )
    return Carried(key, what, State.TODO, told, screen, (write,) if user.has_perm(ADD) else ())


def _deeds(issue: Issue, story: StoryPage, user: Any) -> Iterator[Deed]:
    if not user.has_perm(ADD):
        return
    url = reverse("newsletters_issue_amend", args=(issue.pk, story.pk))
    if user.has_perm(SEND):
        label = _("Send a correction to those who got it")
        yield Deed(label, url, post=True, fields=(("do", "send"),), explanation=_("In the words of the note."))
    yield Deed(_("Write it first"), url, post=True, fields=(("do", "write"),))


carriers.register(StoryPage, Letters(), order=40)
carriers.register(Brief, LettersWithBriefs(), order=40)
