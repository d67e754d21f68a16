"""A person reads a story: what is taken, what is refused, and what readers are told."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.narration import setting_up
from broadsheet.narration.actions.choose import choose
from broadsheet.narration.actions.read_by import read_by
from broadsheet.narration.actions.record_again import record_again
from broadsheet.narration.actions.take_off import take_off
from broadsheet.narration.desk.telling import told
from broadsheet.narration.engines.base import EngineError, Trouble
from broadsheet.narration.models import Narration, OnAir, Reader, Recording, State
from broadsheet.narration.recording import claiming
from broadsheet.narration.recording.making import make
from broadsheet.narration.recording.pruning import prune
from broadsheet.narration.sound import marking
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests.narrating import Narrating, edit, turn_on
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing


def recorded(
    path: Path, seconds: float = 6.0, *, kind: str = "wav", codec: str = "pcm_s16le", level: float = 0.2
) -> bytes:
    """A voice-like tone."""
    rate = 48_000
    at = np.arange(int(rate * seconds)) / rate
    wave = (np.sin(2 * np.pi * 150 * at) * np.sin(2 * np.pi * 3 * at) * level * 32767).astype(np.int16)
    with av.open(str(path), "w", format=kind) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        frame = AudioFrame.from_ndarray(wave[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        for part in av.audio.resampler.AudioResampler(format=stream.format.name, layout="mono", rate=rate).resample(
            frame
        ):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path.read_bytes()


@pytest.fixture
def story(narrating: Narrating) -> StoryPage:
    turn_on()
    return make_story("Ferry at noon", slug="ferry")


def test_a_person_s_reading_takes_the_machine_s_place(
    narrating: Narrating, pressing: Pressing, story: StoryPage, tmp_path: Path
) -> None:
    narrating.work()
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines  Marlow")
    narrating.work()
    air = narrating.air(story)
    assert air is not None
    assert (air.reader, air.reader_name, air.disclosure, round(air.seconds)) == (Reader.HUMAN, "Ines Marlow", "", 6)
    pressing.settle()
    page = pressing.read(story.url) or ""
    assert "Read by Ines Marlow." in page
    assert "machine" not in page
    assert "data-captions" not in page
    graph = json.loads(re.search(r"ld\+json\">(.*?)</script>", page)[1])["@graph"]  # type: ignore[index]
    assert graph[0]["audio"]["digitalSourceType"] == "https://schema.org/DigitalCaptureDigitalSource"
    file = setting_up.recordings() / air.folder / "audio.mp3"
    with av.open(str(file)) as opened:
        assert opened.metadata["title"] == "Ferry at noon"
        assert opened.metadata["performer"] == "Ines Marlow"
        assert "comment" not in opened.metadata
    assert marking.verify(file).state == "none"
    assert not list(setting_up.readings().iterdir())


@pytest.mark.parametrize(
    ("kind", "codec"), [("mp3", "libmp3lame"), ("ogg", "libopus"), ("flac", "flac"), ("mp4", "aac")]
)
def test_it_may_come_as(narrating: Narrating, story: StoryPage, tmp_path: Path, kind: str, codec: str) -> None:
    made = read_by(story, None, [recorded(tmp_path / f"x.{kind}", kind=kind, codec=codec)], "Ines Marlow")
    assert made.state == State.QUEUED


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "This is no recording that can be read"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "This is no recording that can be read"),
        (b"", "This is no recording that can be read"),
    ],
)
def test_what_is_no_recording_is_refused(narrating: Narrating, story: StoryPage, body: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_by(story, None, [body], "Ines Marlow")
    assert not list(setting_up.readings().iterdir())


def test_silence_and_what_is_too_short_or_has_no_reader_is_refused(
    narrating: Narrating, story: StoryPage, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="Nothing is to be heard"):
        read_by(story, None, [recorded(tmp_path / "x.wav", level=0.0)], "Ines Marlow")
    with pytest.raises(Refused, match="A reading lasts from 5 seconds to 120 minutes"):
        read_by(story, None, [recorded(tmp_path / "x.wav", 1.0)], "Ines Marlow")
    with pytest.raises(Refused, match="Say who reads"):
        read_by(story, None, [recorded(tmp_path / "x.wav")], " ")


def test_a_changed_story_keeps_the_reading_and_a_correction_brings_the_machine_back(
    narrating: Narrating, pressing: Pressing, story: StoryPage, tmp_path: Path
) -> None:
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    narrating.work()
    now = edit(story, body=paragraphs("The ferry leaves at one."))
    narrating.work()
    pressing.settle()
    assert "The story was changed after this recording was made." in (pressing.read(story.url) or "")
    correct(now, None, "correction", "An earlier version gave a wrong hour.")
    pressing.settle()
    assert not pressing.folder.has(f"{story.url}audio.mp3")
    narrating.work()
    air = narrating.air(story)
    assert air is not None
    assert air.reader == Reader.MACHINE


def test_a_reading_that_is_taken_off_is_gone(narrating: Narrating, story: StoryPage, tmp_path: Path) -> None:
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    narrating.work()
    take_off(story, None)
    assert narrating.air(story) is None
    narrating.work()
    air = narrating.air(story)
    assert air is not None
    assert air.reader == Reader.MACHINE


def read_aloud(narrating: Narrating, story: StoryPage, tmp_path: Path) -> OnAir:
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    narrating.work()
    return heard(narrating, story, Reader.HUMAN)


def heard(narrating: Narrating, story: StoryPage, reader: Reader) -> OnAir:
    air = narrating.air(story)
    assert air is not None
    assert air.reader == reader
    return air


def much_later(days: float = 2) -> None:
    prune(clock.wall() + timedelta(days=days))


def test_a_paper_that_stops_machines_keeps_what_people_read(
    narrating: Narrating, pressing: Pressing, story: StoryPage, tmp_path: Path
) -> None:
    other = make_story("Pier at six", slug="pier")
    before = read_aloud(narrating, story, tmp_path)
    for on in (False, True):
        kept = Narration.objects.get()
        kept.on = on
        kept.save()
        narrating.work()
        much_later()
        edit(story, ednote=f"Nobody hears this: {on}.")
        narrating.work()
        assert heard(narrating, story, Reader.HUMAN).folder == before.folder
        assert (setting_up.recordings() / before.folder / "audio.mp3").exists()
        assert (narrating.air(other) is not None) is on
        pressing.settle()
        assert pressing.folder.has(f"{story.url}audio.mp3")


def test_a_paper_without_machines_takes_readings(narrating: Narrating, tmp_path: Path) -> None:
    story = make_story("Ferry at noon", slug="ferry")
    read_aloud(narrating, story, tmp_path)
    edit(story, ednote="Nobody hears this.")
    narrating.work()
    heard(narrating, story, Reader.HUMAN)
    choose(story, None, silent=True)
    narrating.work()
    assert narrating.air(story) is None


def test_silence_keeps_a_person_s_reading_until_the_story_is_read_aloud_again(
    narrating: Narrating, pressing: Pressing, story: StoryPage, tmp_path: Path
) -> None:
    before = read_aloud(narrating, story, tmp_path)
    choose(story, None, silent=True)
    narrating.work()
    assert narrating.air(story) is None
    assert told(story).sentence.startswith("The reading by Ines Marlow is kept")
    pressing.settle()
    assert not pressing.folder.has(f"{story.url}audio.mp3")
    much_later()
    choose(story, None)
    narrating.work()
    assert heard(narrating, story, Reader.HUMAN).folder == before.folder
    pressing.settle()
    assert "Read by Ines Marlow." in (pressing.read(story.url) or "")


def test_what_is_kept_in_silence_can_be_removed(narrating: Narrating, story: StoryPage, tmp_path: Path) -> None:
    before = read_aloud(narrating, story, tmp_path)
    choose(story, None, silent=True)
    narrating.work()
    take_off(story, None)
    with pytest.raises(Refused):
        take_off(story, None)
    much_later()
    assert not (setting_up.recordings() / before.folder).exists()
    choose(story, None)
    narrating.work()
    heard(narrating, story, Reader.MACHINE)


def test_a_reading_does_not_come_back_after_a_correction(
    narrating: Narrating, story: StoryPage, tmp_path: Path
) -> None:
    before = read_aloud(narrating, story, tmp_path)
    choose(story, None, silent=True)
    narrating.work()
    correct(edit(story, body=paragraphs("It leaves at one.")), None, "correction", "An earlier version was wrong.")
    choose(story, None)
    narrating.work()
    heard(narrating, story, Reader.MACHINE)
    much_later()
    assert not (setting_up.recordings() / before.folder).exists()


def test_a_kill_leaves_no_reading(narrating: Narrating, story: StoryPage, tmp_path: Path) -> None:
    before = read_aloud(narrating, story, tmp_path)
    choose(story, None, silent=True)
    narrating.work()
    kill(story, None, "A court said so.")
    narrating.work()
    much_later()
    assert not (setting_up.recordings() / before.folder).exists()
    with pytest.raises(Refused, match="was killed"):
        read_by(StoryPage.objects.get(), None, [b""], "Ines Marlow")


def test_a_silent_story_takes_no_reading(narrating: Narrating, story: StoryPage, tmp_path: Path) -> None:
    choose(story, None, silent=True)
    with pytest.raises(Refused, match="An editor chose silence for this story"):
        read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    correct(story, None, "retraction", "None of it was true.")
    choose(story, None)
    with pytest.raises(Refused, match="was retracted"):
        read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    assert not narrating.recordings(story)


def test_a_story_that_is_silenced_while_its_reading_is_made_ready_stays_silent(
    narrating: Narrating, story: StoryPage, tmp_path: Path
) -> None:
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    claim = claiming.claim()
    assert claim is not None
    choose(story, None, silent=True)
    make(claim, narrating.studio, lambda: None)
    assert narrating.air(story) is None
    choose(story, None)
    narrating.work()
    heard(narrating, story, Reader.HUMAN)


def failing(monkeypatch: pytest.MonkeyPatch, trouble: Trouble) -> None:
    """The booth, each time it is to make a recording of a reading."""

    def adopt(*given: object) -> None:
        raise EngineError(trouble, "The sound studio", "signal 9")

    monkeypatch.setattr(Studio, "adopt", adopt)


def test_a_booth_that_dies_over_a_reading_is_asked_again(
    narrating: Narrating, story: StoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    with monkeypatch.context() as patched:
        failing(patched, Trouble.DIED)
        narrating.work()
    (row,) = narrating.recordings(story)
    assert (row.state, row.failures) == (State.QUEUED, 1)
    assert row.retry_at is not None
    Recording.objects.update(retry_at=None)
    narrating.work()
    heard(narrating, story, Reader.HUMAN)


@pytest.mark.parametrize(("trouble", "tries"), [(Trouble.HANGS, 3), (Trouble.BAD_ANSWER, 1)])
def test_when_a_reading_cannot_be_used_a_machine_reads_and_the_file_waits(
    trouble: Trouble,
    tries: int,
    narrating: Narrating,
    story: StoryPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    with monkeypatch.context() as patched:
        failing(patched, trouble)
        for _ in range(tries):
            assert not OnAir.objects.exists()
            Recording.objects.update(retry_at=None)
            narrating.work()
    heard(narrating, story, Reader.MACHINE)
    row = Recording.objects.get(reader=Reader.HUMAN)
    assert (row.state, row.retry_at is not None) == (State.FAILED, trouble is Trouble.HANGS)
    assert told(story).heading == "The reading by Ines Marlow could not be used"
    with override("uk"):
        assert told(story).sentence.startswith("Звуковий модуль ")
    much_later(29)
    record_again(story, None)
    narrating.work()
    heard(narrating, story, Reader.HUMAN)


def test_a_reading_that_kills_its_worker_makes_way_for_a_machine(
    narrating: Narrating, story: StoryPage, tmp_path: Path
) -> None:
    narrating.work()
    read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
    edit(story, body=paragraphs("The ferry leaves at one."))
    for _ in range(claiming.DIED):
        assert claiming.claim() is not None
        Recording.objects.filter(state=State.RUNNING).update(claimed_until=clock.wall() - timedelta(seconds=1))
    narrating.work()
    assert told(story).state == State.FAILED
    new = narrating.recordings(story)[0]
    assert (new.reader, new.state) == (Reader.MACHINE, State.READY)


def test_a_failed_reading_is_forgotten_after_a_month_and_can_be_removed_before(
    narrating: Narrating, story: StoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        failing(patched, Trouble.BAD_ANSWER)
        read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
        narrating.work()
        take_off(story, None)
        assert told(story).state == State.READY
        heard(narrating, story, Reader.MACHINE)
        read_by(story, None, [recorded(tmp_path / "x.wav")], "Ines Marlow")
        narrating.work()
    much_later(31)
    assert not list(setting_up.readings().iterdir())
    assert told(story).state == State.READY
