"""What was wrong is put right, in the proof's histories: changes are shown to readers, stories removed and erased."""

from __future__ import annotations

from contextlib import suppress

from broadsheet.amends import erasing
from broadsheet.amends.actions.show import show
from broadsheet.amends.models import Erasure, Stage, Version
from broadsheet.kit import clock
from broadsheet.release.actions.kill import kill
from broadsheet.release.models import Notice
from broadsheet.stories.models import StoryPage
from tests.proof.paper import REFUSED, Paper


def happen(paper: Paper, n: int, m: int) -> None:
    story = paper.story(n)
    if m == 0 and story is not None:
        _remove(story, Notice.values[n % 3])
    elif m == 1 and story is not None:
        _erase(story)
    else:
        _show(n)


def _show(n: int) -> None:
    """An editor lets readers see what changed, or hides it again."""
    states = list(Version.objects.order_by("pk"))
    if states:
        state = states[n % len(states)]
        with suppress(*REFUSED):
            show(state, None, shown=not state.shown)


def _remove(story: StoryPage, notice: str) -> None:
    with suppress(*REFUSED):
        kill(story, None, "A court said so.", notice=notice, legal=True)


def _erase(story: StoryPage) -> None:
    _remove(story, Notice.LEGAL)
    if Erasure.objects.filter(number=story.pk).exists():
        return
    row = Erasure.objects.create(
        story=story, number=story.pk, url=story.url or "", order="4 C 118/26", asked_at=clock.now(), stage=Stage.GOING
    )
    erasing.erase(row)
