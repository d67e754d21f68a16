"""What is reckoned or kept in place of being measured or encoded is what would be measured and encoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from broadsheet.narration.engines.base import Voice
from broadsheet.narration.sound import flac, loudness, mp3, segments
from broadsheet.narration.sound.assembly import FRAME, RATE, TAIL, Span, Spool, resampled
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.text.spoken import Text

pytestmark = pytest.mark.slow
WORDS = "Five members of the council were for it, four were against it, and one was at sea."
GAINS = (0.0, 2.0, 3.5)  # dB: nothing, a little and something is limited


@pytest.fixture(scope="module")
def speech(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.int16]:
    """A sentence at RATE with silence after it, in whole frames."""
    file = tmp_path_factory.mktemp("speech") / "one.flac"
    studio.speak((Text(WORDS),), Voice("espeak", "en-gb", "en"), file)
    said = resampled(flac.read(file))
    silence = TAIL + RATE // 2
    return np.pad(said, (0, silence - (len(said) + silence) % FRAME))


def spooled(sound: NDArray[np.int16], file: Path) -> Spool:
    file.write_bytes(sound.tobytes())
    return Spool(file, [Span(0, len(sound))], int(np.abs(sound.astype(np.int32)).max()), [len(sound)])


@pytest.mark.parametrize("gain", GAINS)
def test_what_the_limiter_takes_off_is_reckoned_to_a_tenth_of_a_decibel(
    speech: NDArray[np.int16], gain: float
) -> None:
    levels = loudness.Levels()
    plain = loudness.measure(levels.noting([speech]))
    measured = loudness.measure([speech], gain)
    assert plain + gain + levels.lost(gain) + loudness.LOST == pytest.approx(measured, abs=0.1)
    assert -loudness.MUCH < levels.lost(gain) < (0 if gain else 0.01)


@pytest.mark.parametrize("level", [0.05, 0.3, 1.0])
def test_the_loudness_that_is_told_is_the_measured_one(
    speech: NDArray[np.int16], level: float, tmp_path: Path
) -> None:
    sound = (speech * level).astype(np.int16)
    found = loudness.setting(spooled(sound, tmp_path / "spool"))
    assert found.loudness == pytest.approx(loudness.measure([sound], found.gain), abs=0.1)
    assert found.loudness == pytest.approx(loudness.TARGET, abs=0.35)


def test_a_sound_that_is_limited_hard_is_measured_as_loud_as_the_others(
    speech: NDArray[np.int16], tmp_path: Path
) -> None:
    sound = (speech * 0.02).astype(np.int16)
    sound[:: RATE // 25] = 32000  # a click each 40 ms: its peaks are far above its speech
    found = loudness.setting(spooled(sound, tmp_path / "spool"))
    assert found.loudness == loudness.measure([sound], found.gain)


@pytest.mark.parametrize("gain", GAINS)
def test_the_frames_of_a_sentence_with_kept_silence_are_those_of_the_whole(
    speech: NDArray[np.int16], gain: float, tmp_path: Path
) -> None:
    whole = list(mp3.encoded(loudness.levelled([speech], gain)))[: len(speech) // FRAME]
    spool = spooled(speech, tmp_path / "spool")
    assert list(segments.frames(spool, gain, tmp_path / "kept", lambda: None)) == whole
    assert list(segments.frames(spool, gain, tmp_path / "kept", lambda: None)) == whole


def test_silence_alone_is_as_long_as_it_was(tmp_path: Path) -> None:
    spool = spooled(np.zeros(FRAME * (segments.MANY + 10), np.int16), tmp_path / "spool")
    assert len(list(segments.frames(spool, 0.0, tmp_path / "kept", lambda: None))) == segments.MANY + 10
