"""Raising and lowering the breaking banner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from broadsheet.fronts.models import Breaking
from broadsheet.kit import clock
from broadsheet.stories.models import StoryPage

RIGHT = "fronts.add_breaking"


def raise_banner(text: str, language: str, lasts: timedelta, by: Any, story: StoryPage | None = None) -> Breaking:
    """Put a line above every page of a language, in the place of one that is up. Raises PermissionDenied and
    ValidationError."""
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    now = clock.now()
    banner = Breaking(
        text=" ".join(text.split()), language=language, raised_at=now, expire_at=now + lasts, by=by, story=story
    )
    banner.full_clean()
    with transaction.atomic():
        Breaking.objects.filter(language=language, live=True).update(live=False)
        banner.save()
        log(instance=banner, action="wagtail.create", user=by)
    return banner


def lower(banner: Breaking, by: Any) -> None:
    """Take it down now. Raises PermissionDenied."""
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    with transaction.atomic():
        if Breaking.objects.filter(pk=banner.pk, live=True).update(live=False):
            log(instance=banner, action="wagtail.unpublish", user=by)
