"""Whether what an engine gave can be the sentence: not silence, no noise, neither half of it nor without an end."""

from __future__ import annotations

import unicodedata

import numpy as np

from broadsheet.narration.engines.base import EngineError, Trouble
from broadsheet.narration.engines.pcm import Pcm
from broadsheet.narration.text.spoken import Spoken, plain
from broadsheet.narration.wording import Message
from broadsheet.narration.wording import noted as _

QUIET = 200  # of 32767: no sample of speech stays below it for a whole sentence
FASTEST, FASTEST_SYLLABLES = 27.0, 13.0  # letters a second; of scripts that write syllables or words
SLOWEST = 1.2  # seconds a letter
SETTLING = 4.0  # seconds that a short sentence may last besides
CROSSINGS = 0.42  # of samples, where the wave crosses zero: hiss has a half, speech a tenth
CLIPPED = 0.2  # of samples at full scale
WIDE = frozenset({"W", "F"})


def check(pcm: Pcm, sentence: Spoken, engine: str, rate: float = 1.0) -> None:
    """Raises EngineError. `rate` is the speed that was asked for."""
    if not 8000 <= pcm.rate <= 192_000:
        raise EngineError(Trouble.GARBAGE, engine, Message(_("%(rate)s samples a second"), {"rate": str(pcm.rate)}))
    levels = np.abs(pcm.samples.astype(np.int32))
    if not len(levels) or levels.max() < QUIET:
        raise EngineError(Trouble.SILENCE, engine)
    if np.mean(levels >= 32760) > CLIPPED:
        raise EngineError(Trouble.GARBAGE, engine, Message(_("overdriven from end to end")))
    heard = pcm.samples[levels > QUIET]
    if len(heard) > pcm.rate // 10 and np.mean(np.signbit(heard[1:]) != np.signbit(heard[:-1])) > CROSSINGS:
        raise EngineError(Trouble.GARBAGE, engine, Message(_("hiss")))
    _check_length(pcm.trimmed(margin=0).seconds * rate, sentence, engine)


def _check_length(seconds: float, sentence: Spoken, engine: str) -> None:
    shortest, longest = bounds(plain(sentence))
    if seconds < shortest:
        facts = {"seconds": f"{seconds:.1f}", "least": f"{shortest:.1f}"}
        said = _("%(seconds)s s where at least %(least)s s are to be expected")
        raise EngineError(Trouble.HALF, engine, Message(said, facts))
    if seconds > longest:
        facts = {"seconds": f"{seconds:.0f}", "most": f"{longest:.0f}"}
        raise EngineError(Trouble.ENDLESS, engine, Message(_("%(seconds)s s where %(most)s s are much"), facts))


def bounds(words: str) -> tuple[float, float]:
    """(least, most) seconds that these words can take at the usual speed. Digits, where any are left, are longer."""
    letters = [sign for sign in words if sign.isalnum() or unicodedata.combining(sign)]
    wide = sum(unicodedata.east_asian_width(sign) in WIDE for sign in letters)
    digits = sum(sign.isdigit() for sign in letters)
    least = max(0.0, (len(letters) - wide - 8) / FASTEST + wide / FASTEST_SYLLABLES)
    return least, SETTLING + (len(letters) + 8 * digits) * SLOWEST
