"""From a published story to its recording, whatever goes wrong on the way."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.narration import setting_up
from broadsheet.narration.actions.choose import choose
from broadsheet.narration.actions.record_again import record_again
from broadsheet.narration.desk.telling import told
from broadsheet.narration.engines.base import Setup
from broadsheet.narration.models import Look, Pronunciation, Recording, State
from broadsheet.narration.recording import claiming, looking
from broadsheet.narration.recording.narrator import Narrator, Stopped
from broadsheet.narration.recording.pruning import prune
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests import tiny_voices
from broadsheet.narration.tests.narrating import Narrating, edit, turn_on
from broadsheet.narration.troubles import findings
from broadsheet.narration.wording import words_of
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryPage

WORDS = ("The ferry leaves at noon, and it comes back in the evening.", "Nobody had told the captain of the bridge.")


def story(*words: str, **fields: object) -> StoryPage:
    return make_story("Ferry", slug="ferry", body=paragraphs(*(words or WORDS)), **fields)  # type: ignore[arg-type]


def lease_ends() -> None:
    Recording.objects.filter(state=State.RUNNING).update(claimed_until=clock.wall() - timedelta(seconds=1))


def test_a_recording_that_kills_its_worker_again_and_again_is_given_up(narrating: Narrating) -> None:
    turn_on()
    made = story()
    looking.sweep()
    looking.look_at_due()
    for _ in range(claiming.DIED):
        assert claiming.claim() is not None
        lease_ends()
    assert claiming.claim() is None
    row = narrating.recording(made)
    assert (row.state, row.why) == (State.FAILED, "The worker ended 3 times while it made this recording.")


def test_two_workers_do_not_make_one_story_and_who_was_away_loses_it(narrating: Narrating) -> None:
    turn_on()
    story()
    looking.sweep()
    looking.look_at_due()
    first = claiming.claim()
    assert first is not None
    assert claiming.claim() is None
    lease_ends()
    second = claiming.claim()
    assert second is not None
    with pytest.raises(claiming.Lost):
        first.keep(done=1)
    with pytest.raises(claiming.Lost):
        first.settle(State.READY)
    second.keep(done=1)


def test_a_story_that_is_changed_while_it_is_recorded_is_begun_again(
    narrating: Narrating, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_on()
    made = story()
    changed: list[StoryPage] = []

    def beat(self: Narrator) -> None:
        if not changed and Recording.objects.get().done == 2:
            changed.append(edit(made, body=paragraphs(WORDS[0], "The captain of the bridge had been told.")))
            looking.look_at_due()

    monkeypatch.setattr(Narrator, "beat", beat)
    narrating.work()
    new, old = narrating.recordings(made)
    assert (old.state, new.state) == (State.STALE, State.READY)
    air = narrating.air(made)
    assert air is not None
    assert air.recording == new


def test_a_voice_that_fails_makes_way_for_the_next_one_with_the_whole_story(
    narrating: Narrating, voices: Path
) -> None:
    silent = tiny_voices.piper(voices, "en_US-silent-low", manner="silent")
    turn_on("en", ("piper", silent), ("piper", "en_US-tiny-low"))
    made = story()
    narrating.work()
    row = narrating.recording(made)
    assert (row.state, row.voice, row.calls) == (State.READY, "en_US-tiny-low", row.sentences)
    (tried,) = row.tried
    assert (tried["voice"], str(words_of(tried["cause"]))) == (silent, "Piper gave silence.")
    assert tried["sentence"].startswith("disclosure.0.")


def test_when_all_fail_there_is_no_player_and_the_desk_knows_why(narrating: Narrating, voices: Path) -> None:
    hurried = tiny_voices.piper(voices, "en_US-hurried-low", manner="hurried")
    turn_on("en", ("piper", "en_US-missing-low"), ("piper", hurried))
    made = story()
    narrating.work()
    row = narrating.recording(made)
    assert (row.state, narrating.air(made)) == (State.FAILED, None)
    assert row.command == "broadsheet voices install en_US-missing-low"
    assert "Piper spoke only a part of the sentence" in row.cause
    assert row.retry_at is not None
    assert any("Stories could not be recorded" in each for each in findings())
    with override("uk"):
        assert row.why.startswith("Голос en_US-missing-low не встановлено. Piper озвучив лише частину речення: ")
        assert "с там, де" in row.why
        assert told(made).sentence.startswith(row.why)
        assert any(row.why in each for each in findings())
    tiny_voices.piper(voices, "en_US-missing-low")
    record_again(made, None)
    narrating.work()
    assert narrating.recording(made).state == State.READY
    with pytest.raises(Refused):
        record_again(made, None)
    for file in (voices / "piper").glob("en_US-missing-low*"):
        file.unlink()


def test_a_full_disk_is_waited_for_and_no_other_voice_is_tried(narrating: Narrating, voices: Path) -> None:
    turn_on("en", ("espeak", "en-gb"), ("piper", "en_US-tiny-low"))
    made = story()
    whole, booth = narrating.studio, "broadsheet.narration.tests.booth_with_little_room"
    with Studio(Setup(voices), booth=booth) as narrating.studio:
        narrating.work()
    row = narrating.recording(made)
    assert (row.state, narrating.folders()) == (State.QUEUED, [])
    assert [each["engine"] for each in row.tried] == [""], "no voice is at fault"
    assert row.cause.startswith("There is no room left on the disk")
    assert row.retry_at is not None
    with override("uk"):
        assert row.why.startswith("На диску не лишилося місця для запису")
        assert told(made).tried == []
    narrating.studio = whole
    record_again(made, None)
    narrating.work()
    assert narrating.recording(made).state == State.READY


def test_a_hanging_engine_keeps_its_lease_and_ends_when_the_worker_does(narrating: Narrating, voices: Path) -> None:
    hanging = tiny_voices.piper(voices, "en_US-hanging-low", manner="hanging")
    turn_on("en", ("piper", hanging))
    made = story()
    stopping = threading.Event()
    leases: list[object] = []

    with Studio(Setup(voices)) as studio:
        one = Narrator(stopping, studio=studio, first=0.0)

        def waiting() -> None:
            leases.append(Recording.objects.get().claimed_until)
            if len(leases) > 3:
                stopping.set()
            one.beat()

        studio.waiting = waiting
        with pytest.raises(Stopped):
            one.turn()
    assert len(set(leases)) > 1
    assert narrating.recording(made).state == State.RUNNING


def test_a_story_without_words_has_no_recording(narrating: Narrating) -> None:
    turn_on()
    made = make_story("🙂", slug="smile", body=paragraphs("* * *", "🙂🙂"), by=[])
    narrating.work()
    assert narrating.recordings(made) == []


@pytest.mark.parametrize(
    "words",
    [
        " ".join(["and the tide came in"] * 500) + ".",
        "مرحبا بكم في خليج ميرنا، قالت العمدة.",
        "The ferry 🚢 leaves <b>at noon</b> &amp; <a href='https://x.example/'>comes back</a>. [[ x ]]",
    ],
    ids=["10,000 characters", "right to left", "emoji and markup"],
)
def test_hard_words_are_read(narrating: Narrating, words: str) -> None:
    turn_on()
    made = story(words)
    narrating.work()
    row = narrating.recording(made)
    assert (row.state, row.cause) == (State.READY, "")


def test_what_an_editor_chooses_makes_it_anew(narrating: Narrating) -> None:
    turn_on()
    made = story()
    narrating.work()
    first = narrating.recording(made)
    left_out = made.body.raw_data[1]["id"]
    choose(made, None, engine="piper", voice="en_US-tiny-low", left_out=[left_out])
    narrating.work()
    new = narrating.recordings(made)[0]
    assert (new.engine, new.sentences) == ("piper", first.sentences - 1)
    Pronunciation.objects.create(word="ferry", said="fairy", story=made)
    narrating.work()
    mended = narrating.recordings(made)[0]
    assert mended.pk != new.pk
    assert mended.calls == 2  # the headline and one sentence hold the word
    choose(made, None, silent=True)
    narrating.work()
    assert narrating.air(made) is None


def test_the_sweep_finds_what_no_signal_told_of(narrating: Narrating) -> None:
    turn_on()
    made = story()
    narrating.work()
    StoryPage.objects.filter(pk=made.pk).update(title="The other ferry", last_published_at=clock.now())
    assert Look.objects.filter(pk=made.pk, looked=1).exists()
    narrating.work()
    assert len(narrating.recordings(made)) == 2


def test_old_recordings_are_taken_away_and_lost_ones_made_again(narrating: Narrating) -> None:
    turn_on()
    made = story()
    narrating.work()
    old = narrating.recording(made)
    edit(made, title="Another ferry")
    narrating.work()
    prune(clock.wall())
    assert old.folder in [folder.name for folder in narrating.folders()]  # somebody may be pressing it
    prune(clock.wall() + timedelta(hours=2))
    air = narrating.air(made)
    assert air is not None
    assert [folder.name for folder in narrating.folders()] == [air.folder]
    (setting_up.recordings() / air.folder / "audio.mp3").unlink()
    prune(clock.wall())
    narrating.work()
    assert (setting_up.recordings() / air.folder / "audio.mp3").exists()
