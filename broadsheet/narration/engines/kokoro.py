"""Kokoro: the best default voice for English; seven further languages. One model and one file with all its voices, in
voices/kokoro/.

Its phonemiser is GPL-3 code: it is loaded in the booth, when the first sentence is asked for, and nowhere else. Each
piece of a sentence is made into phonemes by itself, so that a name may be laid down in IPA or be of another language.
"""

from __future__ import annotations

import zipfile
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
from broadsheet.narration.text.spoken import In, Phonemes, Piece, Spoken
from broadsheet.narration.wording import Message
from broadsheet.narration.wording import noted as _

LANGUAGES = {
    "a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "j": "ja", "p": "pt-br", "z": "cmn",
}  # fmt: skip
"""What the first letter of a voice's name says, as the phonemiser calls it."""
BUNDLE = "kokoro-v1.0"


class Kokoro:
    id, title = "kokoro", "Kokoro"
    source_type: SourceType = "trained"
    patience = 180.0

    def __init__(self, setup: Setup) -> None:
        self.folder = setup.voices / self.id
        self._loaded: tuple[list[str], Any] | None = None

    def available(self, voice: Voice | None = None) -> Availability:
        if find_spec("kokoro_onnx") is None:
            return Availability(Message(_("Kokoro is not installed.")), to_install("broadsheet[kokoro]"))
        if voice is None:
            return Availability()
        files = self._files()
        if files is None:
            return Availability(
                Message(_("Kokoro's voices are not installed.")), f"broadsheet voices install {BUNDLE}"
            )
        if voice.name not in names(files[1]):
            unknown = Message(_("Kokoro has no voice %(name)s."), {"name": voice.name})
            return Availability(unknown, "broadsheet voices list")
        return Availability()

    def fingerprint(self, voice: Voice) -> str:
        return marked("kokoro 1", version("kokoro-onnx"), voice.name, *map(checksum, self._files() or ()))

    def synthesize(self, sentence: Spoken, voice: Voice) -> Pcm:
        speaker = self._model(voice)
        language = LANGUAGES.get(voice.name[:1], "en-us")
        phonemes = "".join(_phonemes(speaker, piece, language) for piece in sentence).strip()
        if not speaker.tokenizer.known(phonemes).strip():
            raise EngineError(Trouble.WORDLESS, self.title)
        try:
            sound, rate, *_times = speaker.create_timed(phonemes, voice.name, voice.rate, language, is_phonemes=True)
            return Pcm.of_floats([sound], rate)
        except NotFinite:
            raise EngineError(Trouble.GARBAGE, self.title, Message(_("numbers that are no sound"))) from None

    def _model(self, voice: Voice) -> Any:
        if found := self.available(voice).reason:
            raise EngineError(Trouble.MISSING, self.title, found)
        files = self._files()
        assert files is not None
        sums = [checksum(file) for file in files]
        if self._loaded is None or self._loaded[0] != sums:
            self._loaded = (sums, import_module("kokoro_onnx").Kokoro(*map(str, files)))
        return self._loaded[1]

    def _files(self) -> tuple[Path, Path] | None:
        """(the model, its voices)"""
        models, voices = sorted(self.folder.glob("*.onnx")), sorted(self.folder.glob("*.bin"))
        return (models[0], voices[0]) if models and voices else None


def names(voices: Path) -> list[str]:
    """The voices in a file: an archive with an array for each."""
    with zipfile.ZipFile(voices) as archive:
        return sorted(name.removesuffix(".npy") for name in archive.namelist())


def _phonemes(speaker: Any, piece: Piece, language: str) -> str:
    tongues = [language]
    match piece:
        case Phonemes(ipa, _):
            return ipa
        case In(other, words):
            base = other.lower().split("-")[0]
            found = {tag.split("-")[0]: tag for tag in LANGUAGES.values()} | {"zh": "cmn"}
            tongues = [found.get(base, other.lower()), base, language]
        case _:
            words = piece.words
    if not words.strip():
        return words
    lead, tail = " " * words.startswith(" "), " " * words.endswith(" ")
    return f"{lead}{_first_known(speaker, words, tongues)}{tail}"


def _first_known(speaker: Any, words: str, tongues: list[str]) -> str:
    """A language that the phonemiser does not know must not cost the story its voice: it reads those as its own."""
    for language in tongues[:-1]:
        try:
            return str(speaker.tokenizer.phonemize(words, language))
        except RuntimeError:
            continue
    return str(speaker.tokenizer.phonemize(words, tongues[-1]))
