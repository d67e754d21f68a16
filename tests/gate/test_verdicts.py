"""The gate has two forms, a verdict in Python and a filter in SQL: they say the same of all, at any instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.release import gate
from broadsheet.release.models import Releasable, public_q
from broadsheet.sections.factories import home, make_plain_page, make_section
from broadsheet.sections.models import HomePage, PlainPage, Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

START = datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC)  # near a change of the clocks
HOURS = [timedelta(hours=n) for n in range(-2, 3)]
INSTANTS = st.builds(
    lambda part, hour: START + hour + part, st.timedeltas(-HOURS[3], HOURS[3]), st.sampled_from(HOURS)
)
OFTEN_NONE = st.none() | INSTANTS
STATES = st.fixed_dictionaries(
    {
        "live": st.booleans(),
        "hold": st.booleans(),
        "access": st.sampled_from(["public", "public", "members", "paid"]),
        "killed_at": st.none() | st.none() | INSTANTS,
        "embargoed_until": OFTEN_NONE,
        "expire_at": OFTEN_NONE,
        "go_live_at": OFTEN_NONE,
    }
)


@pytest.fixture
def things(db: None) -> list[Releasable]:
    return [make_story(), brief(at=START), make_section("Tides"), make_plain_page(), home()]


def on_the_edge(state: dict[str, Any], at: datetime) -> list[datetime]:
    """The instant, each instant of the state, and a microsecond before and after it."""
    named = [value for value in state.values() if isinstance(value, datetime)]
    return [at, *(instant + timedelta(microseconds=n) for instant in named for n in (-1, 0, 1))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(STATES, min_size=5, max_size=5), at=INSTANTS)
def test_python_and_sql_agree(things: list[Releasable], states: list[dict[str, Any]], at: datetime) -> None:
    assert {type(thing) for thing in things} == {StoryPage, Brief, Section, PlainPage, HomePage}
    for thing, state in zip(things, states, strict=True):
        rows = type(thing)._default_manager.filter(pk=thing.pk)
        rows.update(**state)
        now: Any = rows.get()
        for instant in on_the_edge(state, at):
            listed = rows.filter(public_q(instant)).exists()
            assert gate.verdict(now, instant).public == listed, (type(thing), state, instant)
            assert now.own_verdict(instant).public == listed


def test_only_what_is_clean_in_every_way_is_public(things: list[Releasable]) -> None:
    """Each state alone keeps a thing in; none of them does not."""
    clean = {"live": True, "hold": False, "access": "public", "killed_at": None, "embargoed_until": None}
    clean |= {"expire_at": None, "go_live_at": None}
    alone = [{"live": False}, {"hold": True}, {"access": "members"}, {"access": "paid"}, {"killed_at": START}]
    alone += [{"embargoed_until": START + HOURS[3]}, {"expire_at": START}]
    for thing in things:
        for name, value in clean.items():
            setattr(thing, name, value)
        assert gate.verdict(thing, START).public
        for state in alone:
            for name, value in (clean | state).items():
                setattr(thing, name, value)
            assert not gate.verdict(thing, START).public, state
