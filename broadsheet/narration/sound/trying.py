"""One sentence by one voice, for somebody who wants to hear it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from broadsheet.narration.engines.base import EngineError, Setup, Trouble, Voice
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.text.spoken import Text

__all__ = ["EngineError", "say"]


def say(words: str, voice: Voice, rate: float, setup: Setup, to: Path) -> float:
    """Writes a FLAC file, gives its seconds. Raises EngineError."""
    voice = replace(voice, rate=rate)
    with Studio(setup) as studio:
        found = studio.available(voice)
        if not found:
            title = studio.engines[voice.engine].title
            why = str(found.reason)
            raise EngineError(Trouble.MISSING, title, f"{why} ({found.command})" if found.command else why)
        return studio.speak((Text(words.replace("[[", "").replace("]]", "")),), voice, to)
