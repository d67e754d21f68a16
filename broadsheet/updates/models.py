"""Live stories: a story that goes on, told in timed updates. Each is a row of its own, not a block of the story's
text, so that two reporters post at once and no revision of the story loses one."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.release import gate
from broadsheet.stories.models import StoryPage


class LiveStory(models.Model):
    """That a story is told in updates: from when, and until when, which is open while it runs."""

    story = models.OneToOneField(StoryPage, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    key_points = models.TextField(_("key points"), blank=True, max_length=2000, help_text=_("One in each line."))

    class Meta:
        verbose_name = _("live story")
        verbose_name_plural = _("live stories")

    def __str__(self) -> str:
        return str(self.story)

    @property
    def running(self) -> bool:
        return self.ended_at is None


class Update(models.Model):
    """One update. What readers have of it follows its own state and that of its story."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="+")
    headline = models.CharField(_("headline"), max_length=255, blank=True)
    text = models.TextField(_("text"), max_length=5000)
    at = models.DateTimeField()
    pinned = models.BooleanField(_("pinned"), default=False)
    live = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    byline = models.CharField(max_length=160, blank=True, help_text="who told it, as readers have it")
    note = models.CharField(
        _("what was corrected"),
        max_length=500,
        blank=True,
        help_text=_("Readers see it below the update, after the word “Correction”."),
    )
    grown = models.ForeignKey(
        StoryPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="the story it became"
    )
    sending = models.UUIDField(default=uuid.uuid4, unique=True, help_text="a form that was sent twice is one update")

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        indexes = [models.Index(fields=["story", "-at", "-id"], name="updates_newest")]

    def __str__(self) -> str:
        return self.headline or self.text[:80]

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(part.split()) for part in re.split(r"\n\s*\n", self.text.strip()) if part.strip()]

    @property
    def digest(self) -> str:
        """Of what an editor can change: a form that was filled in over another version is told so."""
        words = "\0".join((self.headline, self.text, self.note))
        return blake2b(words.encode(), digest_size=8).hexdigest()

    def own_verdict(self, at: datetime) -> gate.Verdict:
        return gate.PUBLIC if self.live else gate.never(gate.Reason.DRAFT)
