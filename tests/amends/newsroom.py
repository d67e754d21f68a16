"""A paper in which something was wrong. It runs inside a site (tests/inside.py)."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model

from broadsheet.amends import erasing
from broadsheet.amends.actions.erase import ask, confirm
from broadsheet.amends.models import Erasure
from broadsheet.kit import clock
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import freezing
from broadsheet.newsletters.tests.issue_desk import readers
from broadsheet.newsletters.tests.issues import make_issue, story_block
from broadsheet.pictures.factories import make_picture
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryPage

SECRET = "Zqvxkwj"
ORDER = "District Court of Mirna Bay, 4 C 118/26"


def sent() -> dict[str, Any]:
    """A story, and an issue that two readers got."""
    story = make_story("Council vote", section=make_section("Harbour"), body=paragraphs("The vote was 21 to 9."))
    issue = make_issue(body=[story_block(story.pk)])
    freezing.compile_issue(Issue.objects.get(pk=issue.pk))
    then = clock.now() - timedelta(hours=1)
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.DONE, begun_at=then, done_at=then)
    Delivery.objects.bulk_create(
        Delivery(issue=issue, subscription=each, state=Outcome.SENT, changed=then) for each in readers(issue, 2)
    )
    return {"story": story.pk, "url": story.url}


def draft() -> dict[str, Any]:
    picture = make_picture("The gate", credit="Ines Marlow", alt="A gate in a wall")
    story = make_story("Mayor owns the tide gate", section=make_section("Harbour"), hero=picture, live=False)
    return {"story": story.pk, "url": story.url}


def libel() -> dict[str, Any]:
    story: Any = make_story(f"{SECRET} owns the gate", slug="gate", section=make_section("Harbour"))
    story.body = paragraphs(f"{SECRET} was seen.")
    story.save_revision().publish()
    return {"story": story.pk, "url": story.url}


def confirmed(story: int) -> None:
    """Two people want it erased."""
    cleo, dora = (get_user_model().objects.get(username=name) for name in ("cleo", "dora"))
    confirm(ask(StoryPage.objects.get(pk=story), cleo, ORDER, "It is not true."), dora)


def die_in_step(number: int) -> None:
    """Go on with the erasure, and die in the middle of that step's transaction."""
    Erasure.objects.update(claimed_until=None)

    def dying(erasure: Erasure, eraser: Any, story: Any) -> None:
        if len(erasure.steps) == number:
            eraser.step(story)
            os.kill(os.getpid(), signal.SIGKILL)
        step(erasure, eraser, story)

    step, erasing._step = erasing._step, dying
    erasing.go_on()


def lease_is_over() -> None:
    Erasure.objects.update(claimed_until=clock.wall() - timedelta(seconds=1))


def stage() -> list[Any]:
    row = Erasure.objects.get()
    return [row.stage, len(row.steps)]


def mend(story: int) -> None:
    """The text is put right; what a correction tells is another thing."""
    row: Any = StoryPage.objects.get(pk=story)
    row.body = paragraphs("The vote was 22 to 9.")
    row.save_revision().publish()
