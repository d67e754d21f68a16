"""An erasure, step by step: each room's eraser in a transaction of its own, noted in the ledger in that transaction.

It may be broken off anywhere, by a kill -9 too: the ledger's row says what is through, and the next tick of any
worker goes on when the lease of the one that died is over. What readers have is gone from the first moment (the story
was killed when it was confirmed), and the story's own row stays, empty, as the tombstone that answers 410.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.log_actions import log as note
from wagtail.models import Comment, PageLogEntry, ReferenceIndex, Revision, WorkflowState
from wagtail.search import index

from broadsheet.amends.models import Erasure, Left, Stage, Version
from broadsheet.kit import clock
from broadsheet.press.worker import every_tick
from broadsheet.release.erasers import Eraser, erasers
from broadsheet.sourcing import protected
from broadsheet.stories.models import StoryClaim, StoryPage
from broadsheet.stories.news import take_back

LEASE = timedelta(seconds=60)
CLAIMED = "claimed_until"

log = structlog.get_logger("amends")


def go_on() -> None:
    """Every tick: erasures that were confirmed and are not through, one after another."""
    _forget_reasons()
    now = clock.wall()
    going = Erasure.objects.filter(stage=Stage.GOING).exclude(claimed_until__gt=now)
    for key in list(going.order_by("pk").values_list("pk", flat=True)):
        if going.filter(pk=key).update(claimed_until=now + LEASE):
            erase(Erasure.objects.get(pk=key))


_forgotten = False


def _forget_reasons() -> None:
    """Once in a process: rows of before a reason went with its story have one yet."""
    global _forgotten
    if not _forgotten:
        Erasure.objects.filter(stage=Stage.DONE).exclude(reason="").update(reason="")
        _forgotten = True


def erase(erasure: Erasure) -> None:
    """Do what is left to do. A step that fails is named in the row, and tried again when the lease is over."""
    _destroy_for_good()
    story = StoryPage.objects.filter(pk=erasure.number).first()
    try:
        for eraser in erasers.of(StoryPage) if story is not None else ():
            if eraser.name not in erasure.steps:
                _step(erasure, eraser, story)
    except (OSError, DatabaseError) as error:
        log.exception("an erasure has to be tried again", erasure=erasure.pk)
        Erasure.objects.filter(pk=erasure.pk).update(failure=f"{type(error).__name__}: {error}"[:500])
        return
    _finish(erasure, story)


def _step(erasure: Erasure, eraser: Eraser, story: StoryPage | None) -> None:
    with transaction.atomic():
        eraser.step(story)
        erasure.steps = [*erasure.steps, eraser.name]
        lease = clock.wall() + LEASE
        Erasure.objects.filter(pk=erasure.pk).update(steps=erasure.steps, claimed_until=lease, failure="")


def _finish(erasure: Erasure, story: StoryPage | None) -> None:
    with transaction.atomic():
        done = {"stage": Stage.DONE, "done_at": clock.wall(), "claimed_until": None, "failure": "", "reason": ""}
        if Erasure.objects.filter(pk=erasure.pk, stage=Stage.GOING).update(**done) and story is not None:
            row = StoryPage.objects.get(pk=story.pk)
            note(instance=row, action="amends.erase", user=None, data={"order": erasure.order})
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        # the write-ahead log holds pages as they were; when somebody reads just now, the next checkpoint takes them
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _destroy_for_good() -> None:
    """SQLite writes zeros over what this connection deletes; PostgreSQL's autovacuum frees its pages later."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


# -- what is destroyed of every story


def empty(story: StoryPage) -> None:
    """Its words, and all that hangs on it; its address, its kill and its number stay."""
    protected.destroy(_tokens(story))
    _without_revisions(story)
    for related in (story.corrections, story.approvals):
        related.all().delete()
    for name in ("bylines", "story_topics", "evidence", "claims"):
        type(story)._meta.get_field(name).related_model._default_manager.filter(page=story.pk).delete()  # type: ignore[union-attr]
    Left.objects.filter(story=story.pk).delete()
    Version.objects.filter(story=story.pk).delete()
    with override(story.language):
        title = gettext("Erased")
    texts = ("kicker", "standfirst", "dateline", "hero_caption", "how_we_know", "ednote", "seo_title")
    blank = dict.fromkeys((*texts, "search_description", "kill_reason", "hold_reason"), "")
    kept: dict[str, Any] = {"title": title, "draft_title": title, "body": [], "words": 0, "hero": None}
    with_aliases = StoryPage.objects.filter(Q(pk=story.pk) | Q(alias_of=story.pk))
    with_aliases.update(**blank, **kept)


def _tokens(story: StoryPage) -> set[UUID]:
    """Of the protected sources that any of its versions rests on."""
    rows = [row.get("protected") for each in _revisions(story).iterator() for row in each.content.get("claims", ())]
    rows += StoryClaim.objects.filter(page=story.pk).values_list("protected", flat=True)
    return {UUID(str(token)) for token in rows if token}


def _types(story: StoryPage) -> list[ContentType]:
    models: list[type[Model]] = [*story._meta.get_parent_list(), StoryPage]
    return [ContentType.objects.get_for_model(model) for model in models]


def _revisions(story: StoryPage) -> QuerySet[Revision]:
    return Revision.objects.filter(base_content_type__in=_types(story), object_id=str(story.pk))


def _without_revisions(story: StoryPage) -> None:
    kept = {"live_revision": None, "latest_revision": None, "has_unpublished_changes": False, "live": False}
    StoryPage.objects.filter(pk=story.pk).update(**kept)
    about = {"content_type__in": _types(story), "object_id": str(story.pk)}
    WorkflowState.objects.filter(**about).delete()
    EditingSession.objects.filter(**about).delete()
    FormState.objects.filter(**about).delete()
    Comment.objects.filter(page=story.pk).delete()
    _revisions(story).delete()


def quiet_the_log(story: StoryPage) -> None:
    """What the log says of it: that something was done, when and by whom stays; the words go. And what open pages
    were told."""
    PageLogEntry.objects.filter(page=story.pk).update(label="", data={})
    take_back(story)


def forget_in_the_indexes(story: StoryPage) -> None:
    """The desk's search, and what it knows of links."""
    row = StoryPage.objects.get(pk=story.pk)
    index.insert_or_update_object(row)
    ReferenceIndex.create_or_update_for_object(row)
    if connection.vendor == "sqlite":
        # the index of words keeps those of deleted rows until its parts are merged
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {_WORDS}({_WORDS}) VALUES('optimize')")


_WORDS = "wagtailsearch_indexentry_fts"


erasers.register(StoryPage, "amends.log", _("What the log says of it"), quiet_the_log, order=80)
erasers.register(
    StoryPage, "amends.story", _("Its text, drafts, comments, notes and earlier states"), empty, order=90
)
erasers.register(
    StoryPage, "amends.indexes", _("What the desk's search knows of it"), forget_in_the_indexes, order=95
)
every_tick("amends", go_on)
