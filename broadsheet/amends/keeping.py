"""Each state of a story that is published is kept.

What Wagtail calls a revision does not do: the newest is written over while its writer types, and `purge_revisions`
takes the older ones away.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import FormState
from wagtail.models import Revision
from wagtail.signals import page_published

from broadsheet.amends.models import Erasure, Stage, Version
from broadsheet.kit import clock
from broadsheet.release import gate
from broadsheet.stories.models import StoryPage

DESTROYED = _("It was destroyed by order of a court: nothing is written into it any more.")


@receiver(pre_save, sender=Revision, dispatch_uid="amends.no_revision_of_what_was_erased")
@receiver(pre_save, sender=FormState, dispatch_uid="amends.no_form_of_what_was_erased")
def nothing_comes_back(sender: type[Revision | FormState], instance: Revision | FormState, **rest: Any) -> None:
    """Somebody may have the editor of an erased story open, which saves and previews by itself. Raises
    ValidationError."""
    kind = ContentType.objects.get_for_model(StoryPage).pk
    if instance.content_type_id == kind and instance.object_id:
        _refuse_erased(int(instance.object_id))


def _refuse_erased(story: int) -> None:
    if Erasure.objects.filter(number=story, stage__in=(Stage.GOING, Stage.DONE)).exists():
        raise ValidationError(DESTROYED)


@receiver(pre_save, sender=StoryPage, dispatch_uid="amends.first_state")
def keep_what_was_imported(sender: type[StoryPage], instance: StoryPage, **rest: Any) -> None:
    """What readers have and no revision holds is kept before it is written over. Raises ValidationError for what was
    erased."""
    if instance.pk is None or rest.get("raw") or rest.get("update_fields") is not None:
        return
    _refuse_erased(instance.pk)
    row = StoryPage.objects.filter(pk=instance.pk, live=True, live_revision=None).first()
    if row is None or row.versions.exists():
        return
    content = row.serializable_data()
    if _text_of(content) == _text_of(instance.serializable_data()):
        return
    at = row.last_published_at or row.first_published_at or clock.now()
    Version.objects.create(story=row, at=at, content=content, read=gate.verdict(row, clock.now()).public)


def _text_of(content: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(content.get(name) for name in ("title", "standfirst", "body"))


@receiver(page_published, sender=StoryPage, dispatch_uid="amends.published")
def keep(sender: type[StoryPage], instance: StoryPage, revision: Revision | None, **rest: Any) -> None:
    """`revision` is None for what was published without one: the row is what readers have."""
    public = gate.verdict(instance, clock.now()).public
    if public:  # then so was what stood there until now, and nothing that was replaced before
        last = Version.objects.filter(story=instance.pk).order_by("-at", "-pk").first()
        if last is not None and not last.read:
            Version.objects.filter(pk=last.pk).update(read=True)
    Version.objects.create(
        story=instance,
        at=clock.now(),
        by_id=revision.user_id if revision else None,
        content=revision.content if revision else instance.serializable_data(),
        read=public,
    )
