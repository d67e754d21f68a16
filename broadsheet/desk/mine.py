"""What somebody is writing: the drafts that this person worked at last, and with whom each one is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, WorkflowState

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.release import gate, words
from broadsheet.release.gate import Reason
from broadsheet.stories.models import StoryPage

MOST = 12
LOOKED_AT = 200  # revisions: autosaving makes one a sitting, not one a key
LONGEST = 30  # words of an editor; the others stand above the story
LATELY = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Draft:
    """`state` is with whom it is; `saved` when, on the paper's clock."""

    thing: Any
    title: str
    state: str
    saved: str


def mine(user: Any) -> list[Draft]:
    """The one that was saved last first."""
    keys = _worked_at(user)
    found = {(StoryPage, pk): story for pk, story in _drafts(StoryPage, keys)}
    found |= {(Brief, pk): brief for pk, brief in _drafts(Brief, keys)}
    drafts = [found[key] for key in keys if key in found]
    waiting = with_whom(drafts)
    shown = [thing for thing in drafts if gate.verdict(thing, clock.now()).reason is not Reason.SCHEDULED]
    return [_draft(thing, waiting.get((type(thing), thing.pk))) for thing in shown[:MOST]]


def _worked_at(user: Any) -> list[tuple[type, int]]:
    """(model, key) of what this person saved lately, each once, the latest first."""
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in (StoryPage, Brief)}
    saved = Revision.objects.filter(user=user, created_at__gt=clock.now() - LATELY, content_type__in=kinds)
    rows = saved.order_by("-created_at").values_list("content_type_id", "object_id")[:LOOKED_AT]
    return list(dict.fromkeys((kinds[kind], int(key)) for kind, key in rows))


def _drafts(model: Any, keys: Iterable[tuple[type, int]]) -> Iterable[tuple[int, Any]]:
    wanted = [pk for kind, pk in keys if kind is model]
    rows = model.objects.filter(pk__in=wanted, has_unpublished_changes=True, killed_at__isnull=True)
    if model is StoryPage:
        rows = rows.defer("body")
    return ((thing.pk, thing) for thing in rows.select_related("latest_revision").defer("latest_revision__content"))


def with_whom(things: list[Any]) -> dict[tuple[type, int], str]:
    """In words, of those that were handed in and are not published: who has to do something now."""
    found: dict[tuple[type, int], str] = {}
    for base, model in ((Page, StoryPage), (Brief, Brief)):
        keys = [str(thing.pk) for thing in things if isinstance(thing, model)]
        kind = ContentType.objects.get_for_model(base)
        open_ones = WorkflowState.objects.active().filter(base_content_type=kind, object_id__in=keys)
        rows = open_ones.values_list("object_id", "status", "current_task_state__comment")
        found |= {(model, int(key)): _said(status, comment) for key, status, comment in rows}
    return found


def _said(status: str, comment: str | None) -> str:
    if status == WorkflowState.STATUS_IN_PROGRESS:
        return _("Waits for an editor")
    if comment:
        return _("An editor asks for changes: “%(words)s”") % {"words": Truncator(comment).words(LONGEST)}
    return _("An editor asks for changes")


def _draft(thing: Any, said: str | None) -> Draft:
    saved = thing.latest_revision.created_at if thing.latest_revision else None
    title = thing.draft_title if isinstance(thing, StoryPage) else thing.latest_revision.object_str
    return Draft(thing, title, said or _state(thing), words.moment(saved))


def _state(thing: Any) -> str:
    if thing.live:
        return _("Published; readers do not have the latest changes")
    return words.standing(gate.verdict(thing, clock.now()))
