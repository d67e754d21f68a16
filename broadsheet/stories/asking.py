"""A second editor is asked to stand for what rests on one unnamed source: by a mail, once, and on the desk's home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, WorkflowState
from wagtail.signals import workflow_submitted

from broadsheet.kit import clock
from broadsheet.staff import mailing
from broadsheet.stories.actions.approve import RIGHT, may_approve
from broadsheet.stories.models import ApprovalWanted, StoryPage
from broadsheet.stories.unnamed import wanting_approval, writers

KEPT = timedelta(days=2)
"""After so long the mail is not sent any more: it stands on the home."""
MOST = 30


@transaction.atomic
def ask(draft: StoryPage, by: User | None) -> list[User]:
    """Ask for all that this version of a story wants, what was asked for before left out; whom a mail goes to. It
    names the story, and no word of what was said: mail is read by others too."""
    fresh = [claim for claim in wanting_approval(draft) if _noted(draft, claim.key, by)]
    if not fresh:
        return []
    own = set.intersection(*(writers(draft, claim) for claim in fresh)) | ({by.pk} if by else set())
    asked = [user for user in _approvers() if user.pk not in own and may_approve(user, draft)]
    for user in asked:
        language = mailing.language_of(user)
        with override(language):
            subject = _("To be approved: %(headline)s") % {"headline": draft.title}
            mailing.post(user.email, subject, _words(draft), language, clock.wall() + KEPT)
    return asked


def _noted(draft: StoryPage, key: str, by: User | None) -> bool:
    values = {"at": clock.now(), "by": by}
    return ApprovalWanted.objects.get_or_create(story_id=draft.pk, claim=key, defaults=values)[1]


def _approvers() -> Iterator[User]:
    """Those who have the right by a role; administrators where there is none."""
    codename = RIGHT.partition(".")[2]
    right = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    found = list(people.filter(right).distinct()) or list(people.filter(is_superuser=True))
    yield from found


def _words(draft: StoryPage) -> str:
    told = _(
        "“%(headline)s” has something from one source that is not named. It is not published before a second editor "
        "stands for it. Have a look:"
    ) % {"headline": draft.title}
    return f"{told}\n\n{settings.PAPER_BASE_URL}{reverse('stories_unnamed', args=(draft.pk,))}\n"


def waiting(user: Any) -> list[StoryPage]:
    """Drafts of stories that wait for this person, those that were asked for last first."""
    if not user.has_perm(RIGHT):
        return []
    keys: dict[int, set[str]] = {}
    for row in ApprovalWanted.objects.filter(story__killed_at=None)[: MOST * 3]:
        keys.setdefault(row.story_id, set()).add(row.claim)
    return [draft for pk in list(keys)[:MOST] if (draft := _waits(pk, keys[pk], user)) is not None]


def _waits(pk: int, asked: set[str], user: Any) -> StoryPage | None:
    story = StoryPage.objects.get(pk=pk)
    draft: StoryPage = story.get_latest_revision_as_object()
    wanted = {claim.key: claim for claim in wanting_approval(draft)}
    if gone := asked - set(wanted):
        ApprovalWanted.objects.filter(story=pk, claim__in=gone).delete()
    mine = [key for key in asked & set(wanted) if user.pk not in writers(story, wanted[key])]
    return draft if mine and may_approve(user, story) else None


@receiver(workflow_submitted, sender=WorkflowState, dispatch_uid="stories.ask_for_approval")
def handed_in(sender: type[WorkflowState], instance: WorkflowState, user: Any = None, **rest: Any) -> None:
    thing = instance.content_object
    thing = thing.specific if isinstance(thing, Page) else thing
    if isinstance(thing, StoryPage):
        ask(thing.get_latest_revision_as_object(), user)
