"""Puts voices into a site, all files of one at once, and takes them away."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from broadsheet.narration.engines import espeak, kokoro, piper
from broadsheet.narration.engines.base import Voice, checksum
from broadsheet.narration.engines.choosing import ENGINES
from broadsheet.narration.voices import fetching
from broadsheet.narration.voices.catalogue import BUNDLES, Bundle, File

KINDS = {"kokoro": (".onnx", ".bin"), "piper": (".onnx", ".onnx.json")}
Progress = Callable[[int], None]


class NotInstalled(Exception):
    """The message is the one sentence to show."""


def install(bundle: Bundle, voices: Path, progress: Progress, pause: float = 1.0) -> None:
    """Raises fetching.NotFetched, NotInstalled."""
    folder = voices / bundle.engine
    _check_names([file.name for file in bundle.files], bundle.engine)
    parts = [fetching.fetch(file, folder, progress, pause) for file in bundle.files]
    _put(list(zip(parts, (folder / file.name for file in bundle.files), strict=True)))


def install_from(source: Path, name: str, voices: Path) -> list[tuple[str, str]]:
    """From the files of a folder: NAME.onnx and NAME.onnx.json (Piper), or an .onnx and a .bin (Kokoro). Gives (name,
    sha256) of each. Raises NotInstalled."""
    pair = [source / f"{name}.onnx", source / f"{name}.onnx.json"]
    engine = "piper"
    if not pair[1].is_file():
        pair, engine = [*sorted(source.glob("*.onnx"))[:1], *sorted(source.glob("*.bin"))[:1]], "kokoro"
    if len(pair) != 2 or not all(path.is_file() for path in pair):
        raise NotInstalled(f"{source} holds neither {name}.onnx with {name}.onnx.json, nor an .onnx and a .bin.")
    folder = voices / engine
    folder.mkdir(parents=True, exist_ok=True)
    parts = [folder / f".{path.name}.{os.getpid()}.part" for path in pair]
    for path, part in zip(pair, parts, strict=True):
        shutil.copyfile(path, part)
    _put([(part, folder / path.name) for path, part in zip(pair, parts, strict=True)])
    return [(path.name, checksum(folder / path.name)) for path in pair]


def from_addresses(name: str, addresses: tuple[str, ...], sums: tuple[str, ...]) -> Bundle:
    """A bundle that is in no list. Raises NotInstalled."""
    if len(addresses) != len(sums) or len(addresses) != 2:
        raise NotInstalled("Give two --url (the model, and its settings or voices), each with its --sha256.")
    names = [address.split("?")[0].rsplit("/", 1)[-1] for address in addresses]
    engine = next((engine for engine, (_, second) in KINDS.items() if names[1].endswith(second)), "")
    if engine == "piper":
        names = [f"{name}.onnx", f"{name}.onnx.json"]
    if not engine or any(len(each) != 64 for each in sums):
        raise NotInstalled("The second --url should end with .onnx.json or .bin, and each --sha256 have 64 digits.")
    files = tuple(File(*facts) for facts in zip(names, addresses, sums, strict=True))
    return Bundle(name, engine, "", "", "", files)


def _check_names(names: list[str], engine: str) -> None:
    first, second = KINDS[engine]
    if not (names[0].endswith(first) and names[1].endswith(second)) or any("/" in name for name in names):
        raise NotInstalled(f"A voice of {engine} is two files that end with {first} and {second}.")


def _put(files: list[tuple[Path, Path]]) -> None:
    """Under their names, once they are shown to be what they should; the second file first, for with the model they
    count as there."""
    try:
        _understand(files[1])
    except (ValueError, KeyError, AttributeError, zipfile.BadZipFile):
        for part, _ in files:
            part.unlink(missing_ok=True)
        raise NotInstalled(f"{files[1][1].name} is no file of a voice.") from None
    for part, path in reversed(files):
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(path)


def _understand(second: tuple[Path, Path]) -> None:
    part, path = second
    _ = kokoro.names(part) if path.suffix == ".bin" else piper.language(part)


def remove(name: str, voices: Path) -> None:
    """Raises NotInstalled."""
    files = [voices / "piper" / f"{name}.onnx", voices / "piper" / f"{name}.onnx.json"]
    if name in BUNDLES and BUNDLES[name].engine == "kokoro":
        files = [*(voices / "kokoro").glob("*.onnx"), *(voices / "kokoro").glob("*.bin")]
    there = [path for path in files if path.parent.parent == voices and path.is_file()]
    if not there:
        raise NotInstalled(f"There is no voice {name} here: `broadsheet voices list` lists them.")
    for path in there:
        path.unlink()


def installed(voices: Path) -> list[Voice]:
    """Every voice of the neural engines that has its files here."""
    found = []
    for config in sorted((voices / "piper").glob("*.onnx.json")):
        if config.with_suffix("").is_file():
            try:
                language = piper.language(config)
            except (ValueError, KeyError, json.JSONDecodeError):
                continue
            found.append(Voice("piper", config.name.removesuffix(".onnx.json"), language))
    for bundle in sorted((voices / "kokoro").glob("*.bin"))[:1]:
        for name in kokoro.names(bundle):
            found.append(Voice("kokoro", name, kokoro.LANGUAGES.get(name[:1], "en")))
    return found


def speakers_of(voice: Voice, voices: Path) -> list[str]:
    """[] for a voice of one speaker, and for one that is not here."""
    config = voices / "piper" / f"{voice.name.split(':')[0]}.onnx.json"
    return piper.speakers(config) if voice.engine == "piper" and config.is_file() else []


def named(words: str, voices: Path, language: str = "") -> Voice:
    """A voice as people type it: "kokoro:af_heart", "uk_UA-lada-medium", "en-gb". Raises NotInstalled."""
    engine, colon, name = words.partition(":")
    if colon and engine in ENGINES:
        known = {voice.name: voice.language for voice in installed(voices) if voice.engine == engine}
        return Voice(engine, name, language or known.get(name.split(":")[0], name if engine == "espeak" else "en"))
    for voice in installed(voices):
        if voice.name == words.split(":")[0]:
            return Voice(voice.engine, words, language or voice.language)
    if words in espeak.voices():
        return Voice("espeak", words, words)
    raise NotInstalled(f"There is no voice {words} here: `broadsheet voices list` lists them.")
