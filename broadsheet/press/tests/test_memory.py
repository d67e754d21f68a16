"""What a run leaves to the next, and when that is forgotten."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from broadsheet.kit import clock
from broadsheet.press import consequences, flood, memory, rows, selectors
from broadsheet.press.consequences import Consequences
from broadsheet.press.memory import Memory
from broadsheet.press.models import Mark
from broadsheet.press.recording import recording
from broadsheet.press.selectors import selector

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(press) -> list[str]:
    """The names that a selector was asked for, of those that a change of a group touches."""
    calls: list[str] = []

    def length(name: str) -> int:
        calls.append(name)
        return len(name)

    selector("test.length", {Group: lambda change: change.each("name")})(length)
    Mark.objects.create(tag="something:1", at=clock.wall())
    return calls


def ask(kept: Memory, *names: str) -> dict[str, str]:
    """One run; the tags that it noted."""
    kept.begin()
    with rows.one_run(kept), recording() as made:
        for name in names:
            selectors.SELECTORS["test.length"](name)
    return made.tags


def test_a_run_is_told_what_the_one_before_it_found_out_and_notes_the_same_tags(asked) -> None:
    kept = Memory()
    first = ask(kept, "quay", "pier")
    assert ask(kept, "quay", "pier") == first
    assert asked == ["quay", "pier"]


def test_what_a_change_touches_is_asked_again_and_nothing_else(asked) -> None:
    kept = Memory()
    ask(kept, "quay", "pier")
    Group.objects.create(name="quay")
    consequences.drain()
    ask(kept, "quay", "pier")
    assert asked == ["quay", "pier", "quay"]


def test_a_selector_touched_in_every_argument_is_asked_again_in_every_one(asked) -> None:
    kept = Memory()
    ask(kept, "quay", "pier")
    consequences.write(Consequences(names={"test.length"}))
    ask(kept, "quay", "pier")
    assert asked == ["quay", "pier"] * 2


def test_after_a_flood_everything_is_asked_again(asked) -> None:
    kept = Memory()
    ask(kept, "quay")
    Mark.objects.create(tag=consequences.EVERYTHING, at=clock.wall())
    ask(kept, "quay")
    assert asked == ["quay"] * 2


def test_when_the_whole_paper_is_pressed_anew_everything_is_asked_again(asked) -> None:
    """By other templates, for example."""
    kept = Memory()
    ask(kept, "quay")
    flood.soil_everything()
    ask(kept, "quay")
    assert asked == ["quay"] * 2


def test_nothing_is_believed_when_marks_may_have_been_swept_away(asked) -> None:
    kept = Memory()
    ask(kept, "quay")
    Mark.objects.all().delete()
    Mark.objects.create(tag="something:2", at=clock.wall())
    ask(kept, "quay")
    assert asked == ["quay"] * 2


def test_nothing_is_believed_after_a_long_rest(asked, monkeypatch) -> None:
    kept, now = Memory(), [1000.0]
    monkeypatch.setattr("broadsheet.press.memory.time.monotonic", lambda: now[0])
    ask(kept, "quay")
    now[0] += memory.LONGEST + 1
    ask(kept, "quay")
    assert asked == ["quay"] * 2


def test_what_was_made_from_several_things_goes_with_any_of_them(asked) -> None:
    kept = Memory()
    kept.begin()
    kept.keep("item", "text", ["test.length(4)", "~auth.group:7"])
    Mark.objects.create(tag="something:2", at=clock.wall())
    kept.begin()
    assert kept.has("item")
    Mark.objects.create(tag="auth.group:7", at=clock.wall())
    kept.begin()
    assert not kept.has("item")


def test_it_is_bounded_and_the_least_used_goes_first(monkeypatch) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    kept = Memory()
    for name in ("quay", "pier"):
        kept.keep(name, name, [f"{name}:1"])
    assert kept.get("quay") == "quay"
    kept.keep("mole", "mole", ["mole:1"])
    assert [kept.has(name) for name in ("quay", "pier", "mole")] == [True, False, True]


def test_a_page_pressed_from_memory_is_not_stale(press) -> None:
    """The list of the newest groups is remembered, and forgotten with the change that alters it."""
    for name in ("harbour", "quay", "pier"):
        Group.objects.create(name=name)
        press.settle()
        assert name.encode() in press.read("/g/")
    Group.objects.filter(name="pier").update(name="mole")
    press.settle()
    assert b"mole" in press.read("/g/")
    assert b"pier" not in press.read("/g/")


def test_a_patient_selector_is_not_remembered_since_its_mark_comes_late(press) -> None:
    answers = [0, 1]
    late = selector("test.late", {}, patient=True)(lambda: answers.pop(0))
    kept = Memory()
    for expected in (0, 1):
        kept.begin()
        with rows.one_run(kept), recording():
            assert late() == late() == expected
