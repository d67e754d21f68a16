"""What readers hear of a story, from the moment when it is published until it is taken from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from broadsheet.kit import clock
from broadsheet.narration.models import OnAir, State
from broadsheet.narration.recording.commissions import commission
from broadsheet.narration.tests.narrating import Narrating, edit, turn_on
from broadsheet.press.folder import Folder
from broadsheet.release.actions.access import set_access
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import Correction, StoryPage
from tests.pressing import Pressing

WORDS = ("The ferry leaves at noon.", "It comes back in the evening.")


def story(**fields: object) -> StoryPage:
    return make_story("Ferry at noon", body=paragraphs(*WORDS), slug="ferry", **fields)  # type: ignore[arg-type]


def files(pressing: Pressing, of: StoryPage) -> list[bool]:
    return [pressing.folder.has(f"{of.url}audio.{kind}") for kind in ("mp3", "vtt")]


def player_on(pressing: Pressing, of: StoryPage) -> bool:
    return "<audio" in (pressing.read(of.url) or "")


def test_a_paper_that_does_not_read_aloud_makes_nothing(narrating: Narrating, pressing: Pressing) -> None:
    made = story()
    narrating.work()
    pressing.settle()
    assert not narrating.recordings(made)
    assert files(pressing, made) == [False, False]
    assert not player_on(pressing, made)


def test_a_story_gets_a_player_a_recording_and_captions(
    narrating: Narrating, pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    turn_on()
    made = story()
    pressing.settle()
    assert not player_on(pressing, made)
    narrating.work()
    row = narrating.recording(made)
    assert (row.state, row.engine, row.done, row.cause) == (State.READY, "espeak", row.sentences, "")
    changed = pressing.settle().changed
    feeds = {"/podcast.xml", "/harbour/podcast.xml"}
    month = clock.local(made.published_at).strftime("%Y/%m")
    lists = {f"{front}{below}" for front in ("/harbour/", "/people/ines-marlow/") for below in ("", f"{month}/")}
    files = {f"{made.url}audio.mp3", f"{made.url}audio.vtt"}
    assert set(changed) == {made.url, "/", "/listen/", *files, *feeds, *lists}
    assert all(f'{made.url}#listen"' in (pressing.read(card) or "") for card in ("/", *lists))
    page = pressing.read(made.url) or ""
    assert '<audio controls preload="none" src="' in page
    assert "This story is read by a machine. Computer voice: eSpeak NG." in page
    captions = pressing.read(f"{made.url}audio.vtt") or ""
    for item, words in zip(made.body.raw_data, WORDS, strict=True):
        assert f'id="b-{item["id"][:8]}">{words}' in page
        assert f"\n{item['id']}.0." in captions
        assert f"\n{words}\n" in captions
    as_pressed_anew(pressing.folder)


def test_the_same_input_does_nothing(narrating: Narrating) -> None:
    turn_on()
    made = story()
    narrating.work()
    before, calls = narrating.air(made), narrating.studio.process.pid
    edit(made, ednote="Nobody hears this.")
    narrating.work()
    assert narrating.air(made) == before
    assert len(narrating.recordings(made)) == 1
    assert calls == narrating.studio.process.pid


@pytest.mark.parametrize("state", ["embargo", "hold", "members", "unpublish"])
def test_what_readers_may_not_have_has_no_audio_and_it_comes_with_the_story(
    state: str, narrating: Narrating, pressing: Pressing
) -> None:
    turn_on()
    made = story(live=False) if state == "embargo" else story()
    if state == "embargo":
        until = clock.now() + timedelta(hours=1)
        embargo(made, None, until)
        made.get_latest_revision().publish()
    narrating.work()
    assert narrating.air(made) is not None
    pressing.settle()
    if state != "embargo":
        assert files(pressing, made) == [True, True]
    if state == "hold":
        hold(made, None, "A call is waited for.")
    elif state == "members":
        set_access(made, None, "members")
    elif state == "unpublish":
        StoryPage.objects.get(pk=made.pk).unpublish()
    pressing.settle()
    assert files(pressing, made) == [False, False]
    narrating.work()
    if state == "embargo":
        pressing.let_pass(until)
        with clock.as_of(until):
            pressing.settle()
    elif state == "hold":
        lift_hold(made, None)
    elif state == "members":
        set_access(made, None, "public")
    else:
        StoryPage.objects.get(pk=made.pk).save_revision().publish()
    with clock.as_of(clock.now() + timedelta(hours=2)):
        pressing.settle()
    assert files(pressing, made) == [True, True]
    assert player_on(pressing, made)


def test_a_killed_story_is_heard_no_more(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made = story()
    narrating.work()
    pressing.settle()
    kill(made, None, "A court said so.")
    pressing.settle()
    assert files(pressing, made) == [False, False]
    narrating.work()
    assert narrating.air(made) is None


def test_a_changed_story_says_so_until_its_new_recording_is_there(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made = story()
    narrating.work()
    pressing.settle()
    first = narrating.air(made)
    assert first is not None
    body = made.body.raw_data
    edit(made, body=[body[0], {**body[1], "value": "<p>It comes back at night.</p>"}])
    pressing.settle()
    assert "The story was changed after this recording was made." in (pressing.read(made.url) or "")
    assert files(pressing, made) == [True, True]
    narrating.work()
    new = narrating.recordings(made)[0]
    assert new.calls == 1
    air = narrating.air(made)
    assert air is not None
    assert air.folder == new.folder != first.folder
    pressing.settle()
    assert "was changed after" not in (pressing.read(made.url) or "")
    assert "It comes back at night." in (pressing.read(f"{made.url}audio.vtt") or "")


def test_a_correction_takes_the_wrong_recording_away_at_once(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made = story()
    narrating.work()
    pressing.settle()
    now = edit(made, body=paragraphs("The ferry leaves at one.", WORDS[1]))
    correct(now, None, "correction", "An earlier version gave a wrong hour.")
    pressing.settle()
    assert files(pressing, made) == [False, False]
    assert not player_on(pressing, made)
    assert "#listen" not in (pressing.read("/") or "")
    assert "<audio controls" not in (pressing.read("/listen/") or "")
    narrating.work()
    pressing.settle()
    assert files(pressing, made) == [True, True]
    assert player_on(pressing, made)
    assert f'{made.url}#listen"' in (pressing.read("/") or "")
    assert f"{made.url}audio.mp3" in (pressing.read("/listen/") or "")


@pytest.mark.parametrize(("later", "heard"), [(-1.0, True), (-0.3, False), (0.3, False), (1.0, False)])
def test_a_correction_of_the_same_second_counts_for_page_and_cards_alike(
    later: float, heard: bool, narrating: Narrating, pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    """Another name in the byline changes the words; whether the recording goes with them is the correction's time."""
    turn_on()
    made = story()
    narrating.work()
    read_at = clock.wall().replace(microsecond=600_000)
    OnAir.objects.update(read_at=read_at)
    correct(made, None, "correction", "An earlier version gave a wrong hour.")
    Correction.objects.update(at=read_at + timedelta(seconds=later))
    pressing.settle()
    assert '#listen"' in (pressing.read("/") or "")
    author = made.bylines.get().contributor
    author.name = "Ines Marlowe"
    author.save()
    pressing.settle()
    assert player_on(pressing, made) == ('#listen"' in (pressing.read("/") or "")) == heard
    as_pressed_anew(pressing.folder)


def test_a_note_that_comes_after_the_new_recording_changes_nothing(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made = story()
    narrating.work()
    pressing.settle()
    correct(made, None, "clarification", "The hour is that of the summer.")
    narrating.work()
    pressing.settle()
    assert files(pressing, made) == [True, True]
    assert len(narrating.recordings(made)) == 1


def test_a_retracted_story_is_not_read(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made = story()
    narrating.work()
    pressing.settle()
    correct(made, None, "retraction", "None of it was true.")
    pressing.settle()
    assert files(pressing, made) == [False, False]
    narrating.work()
    assert not OnAir.objects.exists()


def test_the_disclosure_is_spoken_first_in_the_paper_s_own_words(narrating: Narrating, pressing: Pressing) -> None:
    kept = turn_on()
    kept.algorithmic_words = "A machine of the Ledger reads."
    kept.save()
    made = story()
    assert commission(made).script("algorithmic").sentences[0].shown == "A machine of the Ledger reads."
    narrating.work()
    pressing.settle()
    captions = pressing.read(f"{made.url}audio.vtt") or ""
    assert captions.split("\n")[2].startswith("disclosure.0.")
    assert "A machine of the Ledger reads." in (pressing.read(made.url) or "")


def test_a_paper_that_stops_reading_aloud_takes_all_away(narrating: Narrating, pressing: Pressing) -> None:
    kept = turn_on()
    made = story()
    narrating.work()
    pressing.settle()
    kept.on = False
    kept.save()
    narrating.work()
    pressing.settle()
    assert files(pressing, made) == [False, False]
    assert not player_on(pressing, made)


def test_a_story_that_moved_takes_its_recording_along(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made = story()
    narrating.work()
    pressing.settle()
    old = made.url
    now = edit(made, slug="ferry-at-noon")
    pressing.settle()
    assert files(pressing, now) == [True, True]
    assert pressing.folder.redirect(f"{old}audio.mp3") == (301, f"{now.url}audio.mp3")
