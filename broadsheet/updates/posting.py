"""The verbs of a live story: begin, post, change, pin, withdraw, end. Who may publish the story begins it; while it
runs, whoever may edit the story posts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.release.actions.standing import REASON_LENGTH, Refused
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import LiveStory, Update


def may_begin(story: StoryPage, by: Any) -> bool:
    return bool(story.permissions_for_user(by).can_publish())


def may_post(story: StoryPage, by: Any) -> bool:
    return bool(story.permissions_for_user(by).can_edit())


def begin(story: StoryPage, by: Any) -> LiveStory:
    """Also after it has ended: it goes on then. Raises PermissionDenied."""
    if not may_begin(story, by):
        raise PermissionDenied
    with transaction.atomic():
        live, _new = LiveStory.objects.get_or_create(story=story, defaults={"begun_at": clock.now()})
        LiveStory.objects.filter(pk=live.pk).update(ended_at=None)
        log(instance=story, action="updates.begin", user=by)
    return LiveStory.objects.get(pk=live.pk)


def end(story: StoryPage, by: Any) -> None:
    """What was told stays. Raises PermissionDenied."""
    if not may_begin(story, by):
        raise PermissionDenied
    with transaction.atomic():
        if LiveStory.objects.filter(story=story, ended_at=None).update(ended_at=clock.now()):
            log(instance=story, action="updates.end", user=by)


def say(story: StoryPage, key_points: str, by: Any, seen: str | None = None) -> None:
    """What is known so far, a point in each line. `seen` is what the writer had before them: Refused when somebody
    else has changed it since. Raises PermissionDenied too."""
    if not may_post(story, by):
        raise PermissionDenied
    with transaction.atomic():
        live = LiveStory.objects.select_for_update().filter(story=story).first()
        if live is None:
            raise Refused(_("This story does not run: an editor must begin it."))
        if seen is not None and _lines(seen) != live.key_points:
            raise Refused(_("Somebody else has just changed the key points: read what they say now."))
        live.key_points = _lines(key_points)
        live.save(update_fields=["key_points"])


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()[:2000]


def post(story: StoryPage, headline: str, text: str, by: Any, sending: UUID) -> Update:
    """Sent a second time under the same `sending`, it is the same update. Raises PermissionDenied, Refused and
    ValidationError."""
    if not may_post(story, by):
        raise PermissionDenied
    with transaction.atomic():
        if not LiveStory.objects.filter(story=story, ended_at=None).exists():
            raise Refused(_("This story does not run: an editor must begin it."))
        same = Update.objects.filter(sending=sending).first()
        if same is not None:
            return same
        update = Update(story=story, headline=" ".join(headline.split()), at=clock.now(), by=by, sending=sending)
        update.byline = by.get_full_name()[:160]
        update.text = text.replace("\r\n", "\n").strip()
        update.full_clean()
        update.save()
        log(instance=update, action="wagtail.create", user=by)
    return update


def change(update: Update, headline: str, text: str, by: Any, note: str = "", seen: str | None = None) -> None:
    """`note` tells readers what was corrected. `seen` is the digest of what the writer had before them: Refused when
    somebody else has changed it since. Raises PermissionDenied and ValidationError too."""
    if not may_post(update.story, by):
        raise PermissionDenied
    with transaction.atomic():
        there = Update.objects.select_for_update().get(pk=update.pk)
        if not there.live:
            raise Refused(_("Somebody has withdrawn it: it is not corrected."))
        if seen is not None and seen != there.digest:
            raise Refused(_("Somebody else has just corrected it: read what it says now."))
        there.headline, there.text = " ".join(headline.split()), text.replace("\r\n", "\n").strip()
        there.note = " ".join(note.split())
        there.full_clean()
        there.save(update_fields=["headline", "text", "note"])
        log(instance=there, action="wagtail.edit", user=by)


def pin(update: Update, by: Any, *, pinned: bool) -> None:
    """Raises PermissionDenied."""
    if not may_post(update.story, by):
        raise PermissionDenied
    Update.objects.filter(pk=update.pk).update(pinned=pinned)


def withdraw(update: Update, by: Any, why: str = "") -> None:
    """Readers have it no more; `why` is kept in the log. Raises PermissionDenied."""
    if not may_post(update.story, by):
        raise PermissionDenied
    with transaction.atomic():
        if Update.objects.filter(pk=update.pk, live=True).update(live=False):
            data = {"reason": " ".join(why.split())[:REASON_LENGTH]} if why.strip() else None
            log(instance=update, action="wagtail.unpublish", user=by, data=data)
