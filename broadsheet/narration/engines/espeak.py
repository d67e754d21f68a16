"""eSpeak NG: always there, in very many languages; a machine that reads, by rules, not by training.

The library holds its state for the whole process, so one lock guards it. It comes with the package espeakng-loader,
or from the system. It takes the language of single words; phonemes that it takes are not IPA, so those are respelled.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import threading
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

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
from broadsheet.narration.engines.pcm import Pcm
from broadsheet.narration.text.spoken import In, Phonemes, Spoken
from broadsheet.narration.wording import Message
from broadsheet.narration.wording import noted as _

SYNCHRONOUS, RATE, UTF8, SSML, CHARACTERS = 2, 1, 1, 0x10, 1
WORDS_A_MINUTE = 165
SYSTEM_DATA = (
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib",
    "/usr/share",
    "/usr/local/share",
)
ALIASES = {"no": "nb", "zh": "cmn"}
USUAL = 5  # the priority of a language that a voice's file names without one; less goes first

_lock = threading.Lock()
_sound = bytearray()


class Espeak:
    id, title = "espeak", "eSpeak NG"
    source_type: SourceType = "algorithmic"
    patience = 30.0

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def available(self, voice: Voice | None = None) -> Availability:
        place = library()
        if place is None:
            return Availability(
                Message(_("eSpeak NG is not installed on this machine.")),
                f"{to_install('espeakng-loader')} (or: apt install libespeak-ng1)",
            )
        if voice and voice.name not in voices():
            unknown = Message(_("eSpeak NG knows no voice %(name)s."), {"name": voice.name})
            return Availability(unknown, "broadsheet voices list")
        return Availability()

    def fingerprint(self, voice: Voice) -> str:
        place = library()
        assert place is not None, "asked before it was known to be there"
        path, data = place
        parts = (
            [path, *(data / name for name in ("phondata", f"{voice.name.split('-')[0]}_dict"))] if data else [path]
        )
        return marked("espeak 1", voice.name, WORDS_A_MINUTE, *(checksum(part) for part in parts if part.exists()))

    def synthesize(self, sentence: Spoken, voice: Voice) -> Pcm:
        with _lock:
            speech, rate = _loaded()
            if speech.espeak_SetVoiceByName(voices().get(voice.name, "").encode()) != 0:
                raise EngineError(
                    Trouble.MISSING, self.title, Message(_("it knows no voice %(name)s."), {"name": voice.name})
                )
            speech.espeak_SetParameter(RATE, round(WORDS_A_MINUTE * voice.rate), 0)
            _sound.clear()
            words = f"<speak>{''.join(map(_marked_up, sentence))}</speak>".encode()
            if speech.espeak_Synth(words, len(words) + 1, 0, CHARACTERS, 0, UTF8 | SSML, None, None) != 0:
                raise EngineError(Trouble.FAILED, self.title, "espeak_Synth")
            return Pcm.of_bytes(bytes(_sound), rate)


def _marked_up(piece: Any) -> str:
    match piece:
        case Phonemes(_, fallback) if len(fallback) == 1:
            return f'<say-as interpret-as="characters">{escape(fallback)}</say-as>'
        case Phonemes(_, fallback):
            return escape(fallback)
        case In(language, words):
            return f"<voice xml:lang={quoteattr(language.lower())}>{escape(words)}</voice>"
    return escape(piece.words)


def named(language: str) -> str:
    """The name of its voice for a language (BCP 47): "pt-br" for "pt-BR"; empty where it has none."""
    wanted = language.lower().replace("_", "-")
    plain = wanted.split("-")[0]
    return next((name for name in (wanted, ALIASES.get(plain, plain)) if name in voices()), "")


@lru_cache(maxsize=1)
def voices() -> dict[str, str]:
    """The languages that it speaks ("en-gb", "uk" …), each with the name of the file of its voice."""
    place = library()
    found: dict[str, tuple[int, str]] = {}
    for file in sorted(place[1].glob("lang/**/*")) if place and place[1] else ():
        if not file.is_file():
            continue
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("language "):
                _, language, *priority = line.split()
                offer = (int(priority[0]) if priority else USUAL, file.name)
                found[language.lower()] = min(offer, found.get(language.lower(), offer))
    return {language: name for language, (_, name) in found.items()}


@lru_cache(maxsize=1)
def library() -> tuple[Path, Path | None] | None:
    """(the library, its folder of data): the package's, or else the system's; None where there is neither."""
    package = find_spec("espeakng_loader")
    for place in map(Path, (package.submodule_search_locations or []) if package else []):
        found = sorted(place.glob("libespeak-ng*.so*")) + sorted(place.glob("libespeak-ng*.dylib"))
        if found and (place / "espeak-ng-data").is_dir():
            return found[0], place / "espeak-ng-data"
    name = ctypes.util.find_library("espeak-ng")
    if name is None:
        return None
    found_data = next((folder for top in SYSTEM_DATA if (folder := Path(top) / "espeak-ng-data").is_dir()), None)
    path = next((Path(top) / name for top in SYSTEM_DATA if (Path(top) / name).exists()), Path(name))
    return path, found_data


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@CALLBACK
def _hear(samples: Any, count: int, events: Any) -> int:
    if count > 0:
        _sound.extend(ctypes.string_at(samples, count * 2))
    return 0


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, int]:
    """(the library, samples a second), ready to speak."""
    place = library()
    if place is None:
        run = Message(_("run `%(command)s`."), {"command": to_install("espeakng-loader")})
        raise EngineError(Trouble.MISSING, Espeak.title, run)
    path, data = place
    speech = ctypes.CDLL(str(path))
    speech.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int,
        ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
    ]  # fmt: skip
    top = str(data.parent).encode() if data else None
    rate = speech.espeak_Initialize(SYNCHRONOUS, 0, ctypes.c_char_p(top), 0x8000)
    if rate <= 0:
        raise EngineError(Trouble.FAILED, Espeak.title, Message(_("its data cannot be read")))
    speech.espeak_SetSynthCallback(_hear)
    return speech, int(rate)
