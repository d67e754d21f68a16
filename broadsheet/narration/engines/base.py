"""What an engine is, what it gives, and how it fails."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal, Protocol

from broadsheet.narration.engines.pcm import Pcm
from broadsheet.narration.text.spoken import Spoken
from broadsheet.narration.wording import Message, Words
from broadsheet.narration.wording import noted as _

SourceType = Literal["trained", "algorithmic"]


@dataclass(frozen=True)
class Voice:
    """Who speaks. `name` is the engine's own name of the voice ("en-gb", "uk_UA-lada-medium", "af_heart", "alloy");
    for a Piper voice of several speakers, ":tetiana" or ":2" after it chooses one. `language` is a BCP 47 tag; `rate`
    1.0 is the voice's own."""

    engine: str
    name: str
    language: str
    rate: float = 1.0

    def __post_init__(self) -> None:
        if not 0.5 <= self.rate <= 2.0:
            raise ValueError(f"A voice's rate should be from 0.5 to 2, and is {self.rate}.")


@dataclass(frozen=True)
class Endpoint:
    """A service on the network. `url` is where its paths begin, without a slash at the end; `key` is a secret."""

    url: str
    key: str = field(default="", repr=False)
    model: str = ""
    sound: str = "wav"


@dataclass(frozen=True)
class Setup:
    """What engines need to know of a site. `voices` is the folder of the models, a folder in it for each engine."""

    voices: Path
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)


@dataclass(frozen=True)
class Availability:
    """Empty `reason`: it can speak. Otherwise why not, and the command that mends it (which may be empty)."""

    reason: Words = ""
    command: str = ""

    def __bool__(self) -> bool:
        return not self.reason


class Trouble(StrEnum):
    """Each way in which a sentence was not spoken."""

    MISSING = "missing"
    HANGS = "hangs"
    DIED = "died"
    SILENCE = "silence"
    GARBAGE = "garbage"
    HALF = "half"
    ENDLESS = "endless"
    TOO_LONG = "too long"
    WORDLESS = "wordless"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BAD_ANSWER = "bad answer"
    FULL = "full"
    BROKEN = "broken"
    FAILED = "failed"


SENTENCES = {
    Trouble.MISSING: _("%(engine)s is not there: %(detail)s"),
    Trouble.HANGS: _("%(engine)s did not answer within %(detail)s seconds and was stopped."),
    Trouble.DIED: _("%(engine)s ended without an answer (%(detail)s)."),
    Trouble.SILENCE: _("%(engine)s gave silence."),
    Trouble.GARBAGE: _("%(engine)s gave what is no speech: %(detail)s."),
    Trouble.HALF: _("%(engine)s spoke only a part of the sentence: %(detail)s."),
    Trouble.ENDLESS: _("%(engine)s spoke far longer than the sentence is: %(detail)s."),
    Trouble.TOO_LONG: _("%(engine)s takes at most %(detail)s characters at once."),
    Trouble.WORDLESS: _("%(engine)s found nothing to say in the sentence."),
    Trouble.REFUSED: _("%(engine)s refused: %(detail)s"),
    Trouble.UNREACHABLE: _("%(engine)s cannot be reached: %(detail)s"),
    Trouble.BAD_ANSWER: _("%(engine)s answered with what is no sound: %(detail)s"),
    Trouble.FULL: _("There is no room left on the disk for the recording: %(detail)s"),
    Trouble.BROKEN: _("What lay in the cache of sentences is broken: %(detail)s"),
    Trouble.FAILED: _("%(engine)s failed: %(detail)s"),
}


class EngineError(Exception):
    """A sentence was not spoken. `engine` is its title. `passing`: the same may work when it is tried again."""

    def __init__(self, trouble: Trouble, engine: str, detail: Words = "") -> None:
        super().__init__(trouble.value, engine, detail)
        self.trouble, self.engine, self.detail = trouble, engine, detail

    @property
    def words(self) -> Message:
        return Message(SENTENCES[self.trouble], {"engine": Message(self.engine), "detail": self.detail})

    def __str__(self) -> str:
        return str(self.words)

    @property
    def passing(self) -> bool:
        return self.trouble not in {
            Trouble.MISSING,
            Trouble.TOO_LONG,
            Trouble.WORDLESS,
            Trouble.REFUSED,
            Trouble.FULL,
        }


class Engine(Protocol):
    """`available` and `fingerprint` are asked by the server itself, and load nothing of the engine; `synthesize` is
    called in the booth (process.py) only."""

    id: str
    title: str
    source_type: SourceType
    patience: float
    """Seconds after which a sentence counts as hanging."""

    def available(self, voice: Voice | None = None) -> Availability:
        """Of the engine by itself, or of one voice of it."""

    def fingerprint(self, voice: Voice) -> str:
        """Changes when the same words would sound otherwise: version, model's checksum, parameters."""

    def synthesize(self, sentence: Spoken, voice: Voice) -> Pcm:
        """Raises EngineError."""


def checksum(path: Path) -> str:
    """The sha256 of a file in hex; asked again, it is read again only when the file changed."""
    facts = path.stat()
    return _checksum(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=256)
def _checksum(path: Path, changed: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def marked(*facts: object) -> str:
    """A fingerprint of these facts."""
    return hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()
