"""A brief grows into a story: a draft with its text, whose note to editors leads back to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.briefs.models import Brief
from broadsheet.release.words import moment
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage


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
