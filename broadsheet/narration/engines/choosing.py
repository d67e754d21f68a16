"""Every engine by its name."""

from __future__ import annotations

from broadsheet.narration.engines.base import Engine, Setup
from broadsheet.narration.engines.elevenlabs import ElevenLabs
from broadsheet.narration.engines.espeak import Espeak
from broadsheet.narration.engines.kokoro import Kokoro
from broadsheet.narration.engines.openai import OpenAI
from broadsheet.narration.engines.piper import Piper

ENGINES: dict[str, type[Kokoro] | type[Piper] | type[OpenAI] | type[ElevenLabs] | type[Espeak]] = {
    engine.id: engine for engine in (Kokoro, Piper, OpenAI, ElevenLabs, Espeak)
}
"""The best first, the one that is always there last."""


def engines(setup: Setup) -> dict[str, Engine]:
    return {name: engine(setup) for name, engine in ENGINES.items()}
