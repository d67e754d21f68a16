"""`broadsheet check` says why nothing is heard."""

from __future__ import annotations

from broadsheet.narration.tests.narrating import Narrating, turn_on
from broadsheet.narration.troubles import findings


def test_a_paper_that_reads_nothing_aloud_has_no_trouble(narrating: Narrating) -> None:
    turn_on("en").delete()
    turn_on("de").delete()
    assert list(findings()) == []


def test_a_voice_that_works_is_no_trouble(narrating: Narrating) -> None:
    turn_on("en", ("piper", "en_US-tiny-low"))
    assert list(findings()) == []


def test_it_says_what_is_missing_and_what_mends_it(narrating: Narrating) -> None:
    turn_on("en", ("piper", "en_GB-nobody-low"))
    (found,) = findings()
    assert found.startswith("No voice of “en” can speak: en_GB-nobody-low: ")
    assert found.endswith("Mend it: broadsheet voices install en_GB-nobody-low")


def test_it_says_which_voice_steps_in_for_none(narrating: Narrating) -> None:
    turn_on("en", ("nobody", "x"), ("espeak", "en"))
    (found,) = findings()
    assert found == "Not every voice of “en” can speak: x: There is no engine called nobody."
