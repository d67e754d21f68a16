"""What was scheduled at the desk, done when its time comes: Wagtail has no scheduler of its own.

Each thing is published or taken down by itself, so that one that refuses (a picture without a credit, a story
that was killed meanwhile) does not hold up the rest. It stays overdue, is tried again, and the desk tells why.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from django.apps import apps
from django.db import DatabaseError, models
from wagtail.models import DraftStateMixin, Page, Revision

from broadsheet.kit import clock

EXPIRED_EVERY = 30.0  # seconds; readers do not wait for it, the gate took the thing in at the instant itself
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds until what refused to be published is tried again
OVERDUE_AFTER = timedelta(seconds=5)

log = structlog.get_logger("schedule")


class Schedule:
    """Publishes and takes down what is due; `run` is called several times a second."""

    def __init__(self) -> None:
        self._next_expired = 0.0
        self._refused: dict[int, tuple[float, float]] = {}  # revision: (not before, wait)

    def run(self) -> None:
        self._publish()
        if time.monotonic() >= self._next_expired:
            self._next_expired = time.monotonic() + EXPIRED_EVERY
            take_down_expired()

    def _publish(self) -> None:
        due = Revision.objects.filter(approved_go_live_at__lte=clock.wall()).order_by("approved_go_live_at", "pk")
        for revision in due:
            not_before, wait = self._refused.get(revision.pk, (0.0, FIRST_WAIT))
            if time.monotonic() < not_before:
                continue
            try:
                revision.publish(log_action="wagtail.publish.scheduled")
                self._refused.pop(revision.pk, None)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001  One that is broken must not hold up the rest.
                self._refused[revision.pk] = (time.monotonic() + wait, min(wait * 2, LONGEST_WAIT))
                log.error("a scheduled thing refuses to be published", what=revision.object_str, cause=str(error))


def take_down_expired() -> int:
    """Mark what has expired as not live; how many things."""
    count = 0
    for model in _publishable():
        things: Any = model._default_manager
        for thing in things.filter(live=True, expire_at__lte=clock.wall()):
            thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            count += 1
    return count


def overdue() -> int:
    """How many scheduled things should be out and are not."""
    return Revision.objects.filter(approved_go_live_at__lt=clock.wall() - OVERDUE_AFTER).count()


def _publishable() -> Iterator[type[models.Model]]:
    yield Page
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page):
            yield model
