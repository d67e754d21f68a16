"""A story in another language of the paper: a draft in that tree, tied to the first by its translation key: from it
follow hreflang and "also in"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug

from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryClaim, StoryPage

RELATED = "related"


def places(story: StoryPage, by: AbstractBaseUser) -> list[Section]:
    """The sections in which `by` may write it in a language that it is missing in: the first language of the paper
    first, and of each language the section that is the counterpart of the story's own."""
    if story.killed_at is not None:
        return []
    there = {one.locale.language_code for one in story.get_translations(inclusive=True).select_related("locale")}
    order = [code for code in settings.PAPER_LANGUAGES if code not in there]
    own = story.get_parent().translation_key
    found: Any = Section.objects.filter(live=True, locale__language_code__in=order).select_related("locale")
    ranked = sorted(found, key=lambda one: (order.index(one.language), one.translation_key != own, one.path))
    return [section for section in ranked if section.permissions_for_user(by).can_add_subpage()]


def translate(story: StoryPage, section: Section, by: AbstractBaseUser) -> StoryPage:
    """The new draft in `section`, under a working headline: an untranslated one cannot be published by mistake. It
    is embargoed and held as the story is. Raises PermissionDenied when `by` may not write there."""
    if section not in places(story, by):
        raise PermissionDenied
    source: Any = story if story.live else story.get_latest_revision_as_object()
    new = {
        "locale": section.locale,
        "slug": find_available_slug(section, source.slug),
        "headline_is_working": True,
        "ednote": _where_from(source),
        "go_live_at": None,
        "expire_at": None,
        "body": list(_with_cards_of(section.locale_id, source.body.get_prep_value())),
    }
    made: StoryPage = source.copy(
        to=section,
        update_attrs=new,
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        user=by,
        log_action="wagtail.copy_for_translation",
        process_child_object=_claims_are_looked_at_again,
    )
    return made


def _claims_are_looked_at_again(source: Any, made: Any, relation: Any, child: Any) -> None:
    """Their words are in the other language: readers see none before somebody has translated it."""
    if isinstance(child, StoryClaim):
        child.shown = False


def _where_from(story: StoryPage) -> str:
    return _("Translated from “%(headline)s”.") % {"headline": story.title}


def _with_cards_of(locale: int, blocks: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Cards lead to the counterparts in that language, where there are any."""
    for block in blocks:
        story = block["value"].get("story") if block["type"] == RELATED else None
        found = _counterpart(story, locale) if story else None
        yield {**block, "value": {**block["value"], "story": found}} if found else block


def _counterpart(story: int, locale: int) -> int | None:
    keys = StoryPage.objects.filter(pk=story).values("translation_key")
    found: int | None = (
        StoryPage.objects.filter(translation_key__in=keys, locale_id=locale).values_list("pk", flat=True).first()
    )
    return found
