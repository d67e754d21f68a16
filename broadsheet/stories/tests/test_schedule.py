"""What was scheduled: one broken thing does not hold up the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from wagtail.models import Revision

from broadsheet.kit import clock
from broadsheet.sections.schedule import Schedule
from broadsheet.stories.factories import make_story

pytestmark = pytest.mark.django_db


def test_a_revision_that_cannot_be_read_does_not_hold_up_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = make_story("A broken one", live=False), make_story("A whole one", live=False)
    Revision.objects.update(approved_go_live_at=clock.wall() - timedelta(seconds=1))
    bad, publish = broken.get_latest_revision().pk, Revision.publish

    def publish_or_break(revision: Revision, **kwargs: Any) -> None:
        if revision.pk == bad:
            raise KeyError("a block of another version")
        publish(revision, **kwargs)

    monkeypatch.setattr(Revision, "publish", publish_or_break)
    Schedule().run()
    whole.refresh_from_db()
    broken.refresh_from_db()
    assert whole.live
    assert not broken.live
