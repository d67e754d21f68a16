"""A brief grows into a story: a draft with its text, whose note to editors leads back to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.briefs.models import Brief
from broadsheet.release.words import moment
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import Update


def places(brief: Brief, by: AbstractBaseUser) -> list[Section]:
    """The sections of the brief's language in which `by` may write."""
    found: Any = Section.objects.filter(live=True, locale__language_code=brief.language).order_by("path")
    return [section for section in found if section.permissions_for_user(by).can_add_subpage()]


def grow(brief: Brief, section: Section, by: AbstractBaseUser) -> StoryPage:
    """A new draft in `section`. Raises PermissionDenied when `by` may not write there."""
    if section not in places(brief, by):
        raise PermissionDenied
    now = brief.get_latest_revision_as_object()
    story: Any = StoryPage(title=now.headline.rstrip("."), locale_id=section.locale_id, live=False, owner_id=by.pk)
    story.body = [_paragraph(words) for words in (now.headline, *now.paragraphs)]
    story.ednote = _where_from(brief)
    section.add_child(instance=story)
    revision = story.save_revision(user=by)
    log(instance=story, action="wagtail.create", user=by, revision=revision, content_changed=True)
    made: StoryPage = story
    return made


def grow_update(update: Update, by: AbstractBaseUser) -> StoryPage:
    """A new draft of an update, in the section of its story; once it has grown, the same story again. Raises
    PermissionDenied."""
    section: Any = update.story.get_parent().specific
    if not section.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied
    with transaction.atomic():
        there = Update.objects.select_for_update().select_related("grown").get(pk=update.pk)
        if there.grown is not None:
            return there.grown
        made = _grow_update(there, section, by)
        Update.objects.filter(pk=there.pk).update(grown=made)
    return made


def _grow_update(update: Update, section: Any, by: AbstractBaseUser) -> StoryPage:
    title = (update.headline or update.paragraphs[0])[:255].rstrip(".")
    story: Any = StoryPage(title=title, locale_id=section.locale_id, live=False, owner_id=by.pk)
    story.body = [_paragraph(words) for words in update.paragraphs]
    story.ednote = _("Grown from an update of the live story “%(title)s”.") % {"title": update.story.title}
    section.add_child(instance=story)
    revision = story.save_revision(user=by)
    log(instance=story, action="wagtail.create", user=by, revision=revision, content_changed=True)
    made: StoryPage = story
    return made


def _paragraph(words: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": str(format_html("<p>{}</p>", words)), "id": str(uuid.uuid4())}


def _where_from(brief: Brief) -> str:
    """For editors alone: readers of the story would go on seeing a link to a brief that was taken in."""
    if brief.url is None:
        return _("Grown from the brief “%(headline)s”.") % {"headline": brief.headline}
    return _("Grown from the brief of %(time)s: %(url)s") % {
        "time": moment(brief.shown_from),
        "url": f"{settings.PAPER_BASE_URL}{brief.url}",
    }
