"""Keeping the index true: by what changes, by time, and by a look at the whole when a worker starts.

What must not be found any more leaves the index in the transaction that makes its pages dirty. What is new or other
is noted there and read by the worker's next tick, a few stories at a time, while nothing fresh waits for the press.
So an import, a restored backup, a database that was moved and a paper from before there was a search need nothing of
their own: what is missing is seen when the worker starts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page as TreePage

from broadsheet.kit import clock
from broadsheet.people.models import Contributor, ContributorWords
from broadsheet.pictures.models import Picture
from broadsheet.press import consequences
from broadsheet.press.turns import my_turn
from broadsheet.press.watch import Changed
from broadsheet.press.worker import every_tick
from broadsheet.release import gate
from broadsheet.release.models import public_q
from broadsheet.search import index
from broadsheet.search.models import EVERYTHING, Due, Entry
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryByline, StoryPage
from broadsheet.stories.plates import STORY

AT_ONCE = 5  # stories read in one transaction, for which editors wait
A_TURN = 0.05  # seconds of each tick
_CHUNK = 400  # parameters of one statement; SQLite's oldest limit is 999


class _Looked(threading.local):
    """Whether this worker has looked at the whole."""

    once = False


_looked = _Looked()


# -- what a change touches


def hear(changes: Iterable[Changed]) -> None:
    """Called in the transaction that writes down what these changes make dirty."""
    every = list(changes)
    stories = {key for change in every for key in _stories(change)}
    hidden = {key for change in every if change.model is Picture for key in _without_its_caption(change)}
    if not stories | hidden:
        return
    _note(stories | hidden)
    index.remove(hidden | (stories - public(stories)))


def hear_a_flood() -> None:
    """So much has changed that nobody looked at it one by one."""
    _note([EVERYTHING])


def _stories(change: Changed) -> Iterable[int]:
    if change.model is StoryPage or (change.model is TreePage and STORY in change.values("depth")):
        return [change.pk]
    if change.model is StoryByline:
        return change.values("page_id")
    if change.model is Contributor and change.touches("name"):
        return _signed(change.pk)
    if change.model is ContributorWords:
        return [key for person in change.values("contributor_id") for key in _signed(person)]
    return index.with_picture(change.pk) if change.model is Picture else ()


def _signed(contributor: int) -> list[int]:
    return list(StoryByline.objects.filter(contributor=contributor).values_list("page_id", flat=True))


def _without_its_caption(change: Changed) -> list[int]:
    """Stories that stay public while a picture of theirs must not be shown."""
    picture = Picture.objects.filter(pk=change.pk).first()
    if picture is not None and gate.verdict(picture, clock.now()).public:
        return []
    return index.with_picture(change.pk)


def public(stories: Iterable[int]) -> set[int]:
    """Those of these stories that readers may have now."""
    keys, found = sorted(stories), set()
    for start in range(0, len(keys), _CHUNK):
        some = StoryPage.objects.filter(public_q(clock.now()), pk__in=keys[start : start + _CHUNK])
        found |= set(some.order_by().values_list("pk", flat=True))
    return found


def _note(stories: Iterable[int]) -> None:
    Due.objects.bulk_create([Due(story=key) for key in sorted(stories)], batch_size=_CHUNK, ignore_conflicts=True)


# -- the worker's part


def go_on() -> None:
    """Every tick."""
    if not _looked.once:
        _look_at_the_whole()
        _looked.once = True
    until = time.monotonic() + A_TURN
    while step() and time.monotonic() < until and not consequences.something_fresh():
        pass


def step() -> bool:
    """Read a few stories that are due; whether there may be more."""
    keys = list(Due.objects.order_by("story").values_list("story", flat=True)[:AT_ONCE])
    if not keys:
        return False
    if keys[0] == EVERYTHING:
        _look_at_the_whole(anew=True)
        return True
    with my_turn():
        consequences.the_desk()  # what changes from here on is heard after us
        Due.objects.filter(story__in=keys).delete()
        _read(keys)
    return True


def fill() -> int:
    """Read all that is due, at once; how many steps it took. For benches and tests."""
    _look_at_the_whole()
    return sum(1 for _ in iter(step, False))


def _read(keys: list[int]) -> None:
    index.remove(keys)
    stories = StoryPage.objects.filter(public_q(clock.now()), pk__in=keys, first_published_at__isnull=False)
    found: list[Any] = list(stories.defer("how_we_know", "ednote"))
    sections = dict(Section.objects.filter(path__in={_above(story) for story in found}).values_list("path", "pk"))
    for story in found:
        if gate.verdict(story, clock.now()).public:
            index.put(story, sections.get(_above(story), 0))


def _above(story: Any) -> str:
    return str(story.path)[: -StoryPage.steplen]


def _look_at_the_whole(*, anew: bool = False) -> None:
    """Note what the index lacks and what it has too much; `anew`: every story."""
    with my_turn():
        consequences.the_desk()
        Due.objects.filter(story=EVERYTHING).delete()
        wanted = StoryPage.objects.filter(public_q(clock.now())) if anew else missing()
        _note([*wanted.order_by().values_list("pk", flat=True), *superfluous().values_list("story", flat=True)])


def missing() -> QuerySet[StoryPage]:
    """Stories that readers have and cannot find."""
    there = Entry.objects.filter(story=OuterRef("pk"))
    return StoryPage.objects.filter(~Exists(there), public_q(clock.now()), first_published_at__isnull=False)


def superfluous() -> QuerySet[Entry]:
    """What is in the index and is public no more."""
    there = StoryPage.objects.filter(public_q(clock.now()), pk=OuterRef("story"))
    return Entry.objects.filter(~Exists(there))


consequences.HEARD.append(hear)
consequences.FLOODED.append(hear_a_flood)
every_tick("search", go_on)
