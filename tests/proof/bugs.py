"""Twelve seeded bugs. Each is a mistake that somebody will make one day; the proof has to find every one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from wagtail.models import Page

from broadsheet.briefs.models import Brief
from broadsheet.fronts.models import Card
from broadsheet.people.models import Contributor
from broadsheet.pictures.models import Picture
from broadsheet.press import consequences, settling
from broadsheet.press.consequences import Half
from broadsheet.press.models import Change, Plate
from broadsheet.press.selectors import SELECTORS
from broadsheet.press.watch import WATCHES
from broadsheet.stories.models import StoryPage, Topic
from broadsheet.stories.plates import Stories
from broadsheet.updates.models import Update


@contextmanager
def _forgets(selector: str, model: type, instead: Any = lambda change: ()) -> Iterator[None]:
    """The selector does not know that a change of `model` touches it."""
    with mock.patch.dict(SELECTORS[selector].touched_by, {model: instead}):
        yield


@contextmanager
def _watches(model: type, **instead: Any) -> Iterator[None]:
    """The table is watched otherwise than it should be. (The triggers are made anew for each history.)"""
    table = model._meta.db_table
    with mock.patch.dict(WATCHES, {table: replace(WATCHES[table], **instead)}):
        yield


def a_topic_may_be_renamed_unnoticed():
    return _forgets("stories.topic", Topic)


def a_new_brief_reaches_no_feed():
    return _forgets("briefs.newest", Brief)


def a_contributor_may_rename_herself_unnoticed():
    return _forgets("people.named", Contributor)


def menus_never_change():
    return _forgets("sections.menu", Page)


def picks_may_be_reordered_unnoticed():
    return _forgets("fronts.cards", Card)


def a_card_keeps_the_headline_that_it_had():
    return _forgets("stories.card", Page)


def captions_are_not_watched():
    watched = WATCHES[Picture._meta.db_table]
    return _watches(Picture, compared=tuple(f for f in watched.compared if f.name != "caption"))


def an_embargo_has_no_instant():
    return _watches(StoryPage, instants=())


def a_lifted_hold_makes_no_address():
    touched = Stories.touched

    def forgetful(self, change):
        return () if change.model is StoryPage else touched(self, change)

    return mock.patch.object(Stories, "touched", forgetful)


def a_change_while_a_plate_is_rendered_is_forgotten():
    """The finished plate is not held against the marks, and counts as clean whatever was wanted meanwhile."""
    settle = settling.settle

    def careless(token, sheets, mark):
        for sheet in sheets:
            sheet.wanted = Plate.objects.filter(pk=sheet.pk).values_list("wanted", flat=True).first() or 0
        settle(token, sheets, mark)

    @contextmanager
    def both():
        with (
            mock.patch.object(consequences, "hit", return_value=False),
            mock.patch.object(settling, "settle", careless),
        ):
            yield

    return both()


def what_comes_second_is_forgotten():
    """Of a change's two halves only the urgent one is drawn."""
    draw = consequences._draw

    def forgetful(taken, half, then):
        if half is Half.URGENT:
            draw(taken, half, then)
        else:
            Change.objects.filter(pk__in=[row[0] for row in taken]).delete()

    return mock.patch.object(consequences, "_draw", forgetful)


def an_update_reaches_the_rail_alone():
    return _forgets("updates.of_story", Update)


LIVE = {an_update_reaches_the_rail_alone}
"""Those for which stories must be told live."""
BUGS = [
    a_topic_may_be_renamed_unnoticed,
    a_new_brief_reaches_no_feed,
    a_contributor_may_rename_herself_unnoticed,
    menus_never_change,
    picks_may_be_reordered_unnoticed,
    a_card_keeps_the_headline_that_it_had,
    captions_are_not_watched,
    an_embargo_has_no_instant,
    a_lifted_hold_makes_no_address,
    a_change_while_a_plate_is_rendered_is_forgotten,
    what_comes_second_is_forgotten,
    an_update_reaches_the_rail_alone,
]
FAVOURED = {
    a_topic_may_be_renamed_unnoticed: ("give_topics", "rename_topic"),
    a_contributor_may_rename_herself_unnoticed: ("give_byline", "rename_contributor"),
    captions_are_not_watched: ("give_picture", "recaption"),
    a_new_brief_reaches_no_feed: ("write_brief",),
    picks_may_be_reordered_unnoticed: ("pick", "reorder_picks"),
    an_embargo_has_no_instant: ("embargo",),
    a_lifted_hold_makes_no_address: ("hold", "lift_hold"),
}
"""What an editor has to do to see a bug that chance alone finds late: a search for it does that more often."""
OFTEN = 6  # times as often as anything else


def favouring(machine: type, bug: Any) -> type:
    """The machine with those rules under further names: hypothesis chooses among all names alike."""
    again = {f"{name}_{n}": getattr(machine, name) for name in FAVOURED.get(bug, ()) for n in range(1, OFTEN)}
    return type(machine.__name__, (machine,), again)
