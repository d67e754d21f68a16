"""What readers had of a story before, what nobody has to put right any more, and erasures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from broadsheet.stories.models import StoryPage


class Version(models.Model):
    """A state of a story as it was published, kept for good: whatever becomes of Wagtail's revisions, of which the
    newest is written over while somebody types. Written by keeping.py."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="versions")
    at = models.DateTimeField(help_text="when it was published")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(encoder=DjangoJSONEncoder, help_text="as a revision has it")
    read = models.BooleanField(default=False, help_text="readers had it, as far as is known")
    shown = models.BooleanField(
        _("readers may see what changed"), default=False, help_text="since the state before that they had"
    )

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["story", "at"], name="amends_states_in_order")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.at:%Y-%m-%d %H:%M}"


class Left(models.Model):
    """Somebody decided that a carrier stays as it is. It holds until the story, or another thing, is put right
    again."""

    story = models.ForeignKey(StoryPage, null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(
        max_length=200, help_text="release.carriers.Carried.key; without a story, which thing it is stands before it"
    )
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="amends_left_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(story__isnull=True), name="amends_left_once_of_others"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def which(cls, thing: Any, key: str) -> dict[str, Any]:
        """What a row about this thing and this carrier has."""
        if isinstance(thing, StoryPage):
            return {"story_id": thing.pk, "key": key}
        return {"story_id": None, "key": f"{_of(thing)}{key}"}

    @classmethod
    def about(cls, thing: Any) -> dict[str, Left]:
        """By the carrier's key."""
        if isinstance(thing, StoryPage):
            return {left.key: left for left in cls.objects.filter(story=thing.pk).select_related("by")}
        rows = cls.objects.filter(story=None, key__startswith=_of(thing)).select_related("by")
        return {left.key.removeprefix(_of(thing)): left for left in rows}


def _of(thing: Any) -> str:
    return f"{thing._meta.label_lower}:{thing.pk}/"


class Stage(models.TextChoices):
    """Of an erasure."""

    ASKED = "asked", _("waits for a second person")
    GOING = "going", _("is being destroyed")
    DONE = "done", _("destroyed")
    DECLINED = "declined", _("declined")


class Erasure(models.Model):
    """A row of the ledger of what was destroyed by order of a court; it stays when the story's own row is gone.
    Written by actions/erase.py and erasing.py."""

    story = models.ForeignKey(StoryPage, null=True, on_delete=models.SET_NULL, related_name="erasures")
    number = models.BigIntegerField(help_text="the story's primary key")
    url = models.CharField(max_length=1800, help_text="its address")
    order = models.CharField(_("reference of the order"), max_length=200)
    reason = models.CharField(_("reason"), max_length=500)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="the first person"
    )
    asked_name = models.CharField(max_length=200, help_text="kept when the account goes")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="the second one"
    )
    decided_name = models.CharField(max_length=200, blank=True)
    steps = models.JSONField(default=list, help_text="names of the erasers that are through")
    claimed_until = models.DateTimeField(null=True, help_text="somebody is at it until then, or died")
    failure = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        permissions = [("confirm_erasure", "Can confirm that a story is destroyed by order of a court")]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(stage__in=["asked", "going"]), name="amends_one_erasure_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(stage__in=["going", "done"])
                | ~Q(decided_by=models.F("asked_by")),
                name="amends_erased_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} ({self.order})"
