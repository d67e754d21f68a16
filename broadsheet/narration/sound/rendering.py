"""A recording of a script: the sentences that are not in the cache are spoken, all are put together, and the whole
appears in one step as a folder named by the hash of all that it was made from.

Whatever stops it leaves either the whole folder or none. What was spoken until then lies in the cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from broadsheet.narration.engines.base import Engine, EngineError, Trouble, Voice
from broadsheet.narration.sound.cache import SentenceCache
from broadsheet.narration.sound.marking import Certificate
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.sound.workplace import workplace
from broadsheet.narration.text.spoken import Sentence, key, plain
from broadsheet.narration.wording import Message
from broadsheet.narration.wording import noted as _

SCHEMA = 2  # raise it when the same script would give another recording
MP3, VTT, FACTS = "audio.mp3", "audio.vtt", "facts.json"
BETWEEN_SENTENCES, BETWEEN_PARAGRAPHS = 0.3, 0.6  # seconds
TELLING, KNOWN, SHORT = 40, 5, 0.55  # letters of a sentence that shows the pace; so many; much less of it is a part
Progress = Callable[[int, int], None]


class NothingToSay(Exception):
    """The script holds no word."""


class SentenceFailed(EngineError):
    """`sentence` is the id of the one that could not be spoken."""

    def __init__(self, cause: EngineError, sentence: str) -> None:
        super().__init__(cause.trouble, cause.engine, cause.detail)
        self.sentence = sentence


@dataclass(frozen=True)
class Script:
    """`tags` by ffmpeg's names: title, artist (the bylines), album (the paper), date, language, comment (the
    disclosure), genre. Chapters begin with the sentences of kind "headline" and "heading"."""

    sentences: Sequence[Sentence]
    tags: dict[str, str] = field(default_factory=dict)

    def spoken(self) -> list[Sentence]:
        """Those with something to say."""
        return [each for each in self.sentences if any(sign.isalnum() for sign in plain(each.spoken))]


@dataclass(frozen=True)
class Places:
    """`recordings` holds a folder for each recording."""

    cache: SentenceCache
    recordings: Path


@dataclass(frozen=True)
class Rendering:
    """`calls`: sentences that the engine had to speak; 0 and not `new` where it was there already."""

    folder: Path
    new: bool
    calls: int = 0

    @property
    def mp3(self) -> Path:
        return self.folder / MP3

    @property
    def vtt(self) -> Path:
        return self.folder / VTT

    def facts(self) -> dict[str, Any]:
        found = json.loads((self.folder / FACTS).read_text(encoding="utf-8"))
        assert isinstance(found, dict)
        return found

    @property
    def seconds(self) -> float:
        facts = self.facts()
        return float(facts["samples"] / facts["rate"])


def fingerprint(script: Script, voice: Voice, engine: Engine) -> str:
    """The hash of all that the recording is made from, the voice's files among it. The engine has to be available."""
    said = script.spoken()
    words = [[each.id, each.block, each.shown, key(each.spoken), each.kind] for each in said]
    # paragraphs within a block are told only where there are some: all other recordings keep their name
    for number, (one, two) in enumerate(pairwise(said)):
        if one.block == two.block and not one.goes_on(two):
            words.append([str(number)])
    by = [SCHEMA, engine.fingerprint(voice), voice.language, voice.rate, engine.source_type]
    whole = json.dumps([by, sorted(script.tags.items()), words], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def render(
    script: Script,
    voice: Voice,
    places: Places,
    studio: Studio,
    certificate: Certificate,
    progress: Progress = lambda done, of: None,
) -> Rendering:
    """`progress(done, of)` counts sentences; what it raises ends the work. Raises EngineError, NothingToSay."""
    sentences = script.spoken()
    if not sentences:
        raise NothingToSay
    found = studio.available(voice)
    if not found:
        raise EngineError(Trouble.MISSING, studio.engines[voice.engine].title, found.reason)
    name = fingerprint(script, voice, studio.engines[voice.engine])
    folder = places.recordings / name
    if folder.is_dir():
        return Rendering(folder, new=False)
    work = _Work(sentences, voice, places, studio)
    work.speak(progress)
    with workplace(places.recordings, name) as new:
        work.produce(new, script.tags, certificate, name)
        published(new, folder)
    return Rendering(folder, new=True, calls=work.calls)


def published(new: Path, folder: Path) -> None:
    """In one step, and on the disk whatever happens to the machine."""
    try:
        new.rename(folder)
    except OSError:
        if not folder.is_dir():  # another process made the same
            raise
    top = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(top)
    finally:
        os.close(top)


class _Work:
    def __init__(self, sentences: list[Sentence], voice: Voice, places: Places, studio: Studio) -> None:
        self.sentences, self.voice, self.places, self.studio = sentences, voice, places, studio
        self.calls = 0
        by = studio.engines[voice.engine].fingerprint(voice)
        self.files = [places.cache.path(each.spoken, voice, by) for each in sentences]
        self.pace: list[float] = []

    def speak(self, progress: Progress) -> None:
        for done, (sentence, file) in enumerate(zip(self.sentences, self.files, strict=True)):
            progress(done, len(self.sentences))
            if not self.places.cache.used(file):
                self._speak(sentence, file)
        progress(len(self.sentences), len(self.sentences))

    def _speak(self, sentence: Sentence, file: Path) -> None:
        """Twice at most: what an engine fails at once often works the next time."""
        try:
            self._once(sentence, file)
        except EngineError as error:
            if not error.passing:
                raise SentenceFailed(error, sentence.id) from None
            try:
                self._once(sentence, file)
            except EngineError as again:
                raise SentenceFailed(again, sentence.id) from None

    def _once(self, sentence: Sentence, file: Path) -> None:
        self.calls += 1
        seconds = self.studio.speak(sentence.spoken, self.voice, file)
        letters = sum(sign.isalnum() for sign in plain(sentence.spoken))
        if letters < TELLING:
            return
        pace = seconds / letters
        if len(self.pace) >= KNOWN and pace < SHORT * statistics.median(self.pace):
            file.unlink(missing_ok=True)
            title = self.studio.engines[self.voice.engine].title
            facts = {"seconds": f"{seconds:.1f}", "usual": f"{statistics.median(self.pace) * letters:.1f}"}
            said = Message(_("%(seconds)s s where this voice takes %(usual)s s"), facts)
            raise EngineError(Trouble.HALF, title, said)
        self.pace.append(pace)

    def produce(self, folder: Path, tags: dict[str, str], certificate: Certificate, name: str) -> None:
        """A file of the cache that turns out to be broken is spoken anew, once."""
        order = self._order(folder, tags, certificate, name)
        for last in (False, True):
            try:
                self.studio.produce(order, lambda progress: None)
                return
            except EngineError as error:
                if error.trouble is not Trouble.BROKEN or last:
                    raise
                self._mend()

    def _mend(self) -> None:
        for sentence, file in zip(self.sentences, self.files, strict=True):
            if not self.studio.whole(file):
                file.unlink(missing_ok=True)
                self._speak(sentence, file)

    def _order(self, folder: Path, tags: dict[str, str], certificate: Certificate, name: str) -> dict[str, Any]:
        following = [*self.sentences[1:], None]
        parts = [
            {
                "id": sentence.id,
                "words": sentence.shown,
                "file": str(file),
                "pause": BETWEEN_SENTENCES if sentence.goes_on(after) else BETWEEN_PARAGRAPHS,
                "chapter": sentence.shown.strip() if sentence.kind in {"headline", "heading"} else "",
            }
            for sentence, file, after in zip(self.sentences, self.files, following, strict=True)
        ]
        engine = self.studio.engines[self.voice.engine]
        return {
            "folder": str(folder),
            "parts": parts,
            "tags": tags,
            "source": engine.source_type,
            "chain": certificate.chain.decode(),
            "key": certificate.key.decode(),
            "cache": str(self.places.cache.folder),
            "facts": {
                "hash": name,
                "engine": engine.id,
                "voice": self.voice.name,
                "language": self.voice.language,
                "source_type": engine.source_type,
            },
        }
