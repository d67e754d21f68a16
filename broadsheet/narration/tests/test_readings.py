"""A person reads a story: what is taken, what is refused, and what readers are told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame

from broadsheet.narration import setting_up
from broadsheet.narration.actions.read_by import read_by
from broadsheet.narration.actions.take_off import take_off
from broadsheet.narration.models import Reader, State
from broadsheet.narration.sound import marking
from broadsheet.narration.tests.narrating import Narrating, edit, turn_on
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
