"""How long a sentence may last, in letters of its script; what is speech and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from broadsheet.narration.engines.base import EngineError, Trouble
from broadsheet.narration.engines.checking import bounds, check
from broadsheet.narration.engines.pcm import NotFinite, Pcm
from broadsheet.narration.text.spoken import Text

RATE = 22_050
LATIN = "The council of Mirna Bay voted on Tuesday to keep the harbour road open."
CHINESE = "议会星期二投票决定保持旧港口道路开放并在冬天之前修好它"


def tone(seconds: float, level: float = 0.3) -> Pcm:
    return Pcm.of_floats([level * np.sin(2 * np.pi * 200 * np.arange(int(seconds * RATE)) / RATE)], RATE)


def trouble(pcm: Pcm, words: str = LATIN, rate: float = 1.0) -> Trouble | None:
    try:
        check(pcm, (Text(words),), "engine", rate)
    except EngineError as error:
        return error.trouble
    return None


@pytest.mark.parametrize(("words", "seconds"), [(LATIN, 4.5), (CHINESE, 5.0), ("No.", 0.3), ("2026", 2.5)])
def test_speech_of_the_usual_length_passes(words: str, seconds: float) -> None:
    assert trouble(tone(seconds), words) is None
    assert trouble(tone(seconds / 1.5), words, rate=1.5) is None


@pytest.mark.parametrize(("words", "seconds"), [(LATIN, 1.5), (CHINESE, 1.0)])
def test_what_is_much_too_short_is_a_part(words: str, seconds: float) -> None:
    assert trouble(tone(seconds), words) is Trouble.HALF


def test_silence_around_it_does_not_count() -> None:
    quiet = Pcm(np.concatenate([tone(1.5).samples, np.zeros(RATE * 5, np.int16)]), RATE)
    assert trouble(quiet) is Trouble.HALF


def test_what_never_ends_is_refused() -> None:
    least, most = bounds(LATIN)
    assert 0 < least < 5 < most
    assert trouble(tone(most + 1)) is Trouble.ENDLESS


def test_what_is_no_speech_is_refused() -> None:
    chance = np.random.default_rng(3)
    assert trouble(tone(4.5, 0.0)) is Trouble.SILENCE
    assert trouble(tone(4.5, 0.004)) is Trouble.SILENCE
    assert trouble(Pcm(np.zeros(0, np.int16), RATE)) is Trouble.SILENCE
    assert trouble(Pcm.of_floats([chance.uniform(-0.5, 0.5, RATE * 4)], RATE)) is Trouble.GARBAGE
    assert trouble(tone(4.5, 40.0)) is Trouble.GARBAGE
    assert trouble(Pcm(tone(4.5).samples, 100)) is Trouble.GARBAGE
    with pytest.raises(NotFinite):
        Pcm.of_floats([np.array([0.0, np.inf])], RATE)


def test_silence_at_the_ends_is_cut_but_for_a_breath() -> None:
    whole = Pcm(np.concatenate([np.zeros(RATE, np.int16), tone(1).samples, np.zeros(RATE, np.int16)]), RATE)
    assert whole.trimmed().seconds == pytest.approx(1.08, abs=0.01)
    assert tone(1, 0).trimmed().seconds == 1
