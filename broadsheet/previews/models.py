"""Links to one state of a story for somebody outside, and each opening of them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.stories.models import StoryPage


def hash_of(token: str) -> str:
    """What is stored of a token. It has 256 random bits: nothing slower is needed against guessing."""
    return hashlib.sha256(token.encode()).hexdigest()


class PreviewLink(models.Model):
    """Shows `content` and nothing else, until it expires or is revoked. The token itself is told once and kept
    nowhere."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    content = models.JSONField(encoder=DjangoJSONEncoder, help_text="the state of the story, as a revision has it")
    saved_at = models.DateTimeField(help_text="when that state was saved")
    whom = models.CharField(_("for whom"), max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.whom

    def opens(self, at: datetime) -> bool:
        """Whether it is neither revoked nor expired. The story's own standing is asked beside it."""
        return self.revoked_at is None and at < self.expires_at


class Opening(models.Model):
    """Somebody opened a link. The address as the operator keeps addresses (`log_addresses`)."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()
    address = models.CharField(max_length=50, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
