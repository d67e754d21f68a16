"""Piper: fast, about forty languages, Ukrainian among them. A voice is NAME.onnx and NAME.onnx.json in voices/piper/.

piper-tts is GPL-3 code: it is loaded in the booth, when the first sentence is asked for, and nowhere else.
"""

from __future__ import annotations

import json
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from broadsheet.kit.extras import to_install
from broadsheet.narration.engines.base import (
    Availability,
    EngineError,
    Setup,
    SourceType,
    Trouble,
    Voice,
    checksum,
    marked,
)
from broadsheet.narration.engines.pcm import NotFinite, Pcm
from broadsheet.narration.text.spoken import Spoken, bracketed
from broadsheet.narration.wording import Message
from broadsheet.narration.wording import noted as _

CHUNK_GAP = 0.15  # seconds between the pieces into which it cuts what it takes for several sentences


class Piper:
    id, title = "piper", "Piper"
    source_type: SourceType = "trained"
    patience = 120.0

    def __init__(self, setup: Setup) -> None:
        self.folder = setup.voices / self.id
        self._loaded: tuple[list[str], Any] | None = None

    def available(self, voice: Voice | None = None) -> Availability:
        if find_spec("piper") is None:
            return Availability(Message(_("Piper is not installed.")), to_install("broadsheet[piper]"))
        if voice is None:
            return Availability()
        name = _model(voice)
        for path in (self._path(voice), self._config(voice)):
            if not path.is_file():
                absent = Message(_("The voice %(name)s is not installed."), {"name": name})
                return Availability(absent, f"broadsheet voices install {name}")
        speaker = voice.name.partition(":")[2]
        if speaker and _number(speaker, self._config(voice)) is None:
            said = _("The voice %(name)s has no speaker %(speaker)s.")
            return Availability(Message(said, {"name": name, "speaker": speaker}), "broadsheet voices list")
        return Availability()

    def fingerprint(self, voice: Voice) -> str:
        files = (checksum(self._path(voice)), checksum(self._config(voice)))
        return marked("piper 1", version("piper-tts"), voice.name, *files)

    def synthesize(self, sentence: Spoken, voice: Voice) -> Pcm:
        speaker = self._voice(voice)
        config = import_module("piper").SynthesisConfig(
            speaker_id=_number(voice.name.partition(":")[2], self._config(voice)),
            length_scale=speaker.config.length_scale / voice.rate,
        )
        try:
            chunks = [chunk.audio_float_array for chunk in speaker.synthesize(bracketed(sentence), config)]
            if not chunks:
                raise EngineError(Trouble.WORDLESS, self.title)
            return Pcm.of_floats(chunks, speaker.config.sample_rate, gap=CHUNK_GAP)
        except NotFinite:
            raise EngineError(Trouble.GARBAGE, self.title, Message(_("numbers that are no sound"))) from None

    def _voice(self, voice: Voice) -> Any:
        """The loaded model; one is kept, for a story is read by one voice, while its files are the same."""
        if found := self.available(voice).reason:
            raise EngineError(Trouble.MISSING, self.title, found)
        path = self._path(voice)
        files = [str(path), checksum(path), checksum(self._config(voice))]
        if self._loaded is None or self._loaded[0] != files:
            self._loaded = None
            self._loaded = (files, import_module("piper").PiperVoice.load(path, download_dir=self.folder))
        return self._loaded[1]

    def _path(self, voice: Voice) -> Path:
        return self.folder / f"{_model(voice)}.onnx"

    def _config(self, voice: Voice) -> Path:
        return self.folder / f"{_model(voice)}.onnx.json"


def _model(voice: Voice) -> str:
    return voice.name.split(":")[0]


def _number(speaker: str, config: Path) -> int | None:
    """Of a speaker, told by name or number; None for one that is not there."""
    found = speakers(config)
    if speaker in found:
        return found.index(speaker)
    return int(speaker) if speaker.isdecimal() and int(speaker) < len(found) else None


def speakers(config: Path) -> list[str]:
    """What the speakers of a voice are called, in the order of their numbers; [] for a voice of one."""
    facts = json.loads(config.read_text(encoding="utf-8"))
    count = int(facts.get("num_speakers", 1))
    names = {number: name for name, number in (facts.get("speaker_id_map") or {}).items()}
    return [str(names.get(number, number)) for number in range(count)] if count > 1 else []


def language(config: Path) -> str:
    """The BCP 47 tag that the file of a voice gives: "uk-UA"; empty where it gives none."""
    facts = json.loads(config.read_text(encoding="utf-8"))
    return str(facts.get("language", {}).get("code") or facts["espeak"]["voice"]).replace("_", "-")
