"""The server's side of the booth: it knows engines only by name, and loads nothing of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from broadsheet.narration.engines.base import Availability, Engine, Setup, Voice
from broadsheet.narration.engines.choosing import engines
from broadsheet.narration.engines.process import Process
from broadsheet.narration.text.spoken import Spoken, key
from broadsheet.narration.wording import noted as _

TITLE = _("The sound studio")  # as the booth calls itself
BOOTH = "broadsheet.narration.sound.booth"
PATIENCE = 120.0  # seconds without a sign of life while a recording is put together


class Studio:
    """Keep one while there is work: a voice is loaded once. `close` ends its process; it starts again when needed.
    `patience` replaces the engines' own, for tests."""

    def __init__(self, setup: Setup, *, patience: float | None = None, booth: str = BOOTH) -> None:
        self.setup, self.patience = setup, patience
        self.engines: dict[str, Engine] = engines(setup)
        self.process = Process(booth, greeting=_greeting(setup))
        self.waiting: Callable[[], None] = lambda: None
        """Called every second while the booth works; what it raises ends that, and the booth's process."""

    def __enter__(self) -> Studio:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.process.close()

    def available(self, voice: Voice) -> Availability:
        return self.engines[voice.engine].available(voice)

    def speak(self, sentence: Spoken, voice: Voice, path: Path) -> float:
        """Writes the sentence to `path` (FLAC) and gives its seconds. Raises EngineError."""
        engine = self.engines[voice.engine]
        request = {"speak": json.loads(key(sentence)), "voice": asdict(voice), "to": str(path)}
        return float(self.process.ask(request, engine.title, self.patience or engine.patience, waiting=self.waiting))

    def whole(self, path: Path) -> bool:
        """Whether the file of a sentence can be read."""
        return bool(self.process.ask({"whole": str(path)}, TITLE, PATIENCE, waiting=self.waiting))

    def reading(self, path: Path, longest: float) -> float:
        """Seconds of the sound in a file that somebody uploaded; -1 for what is no recording, 0 where nothing is to
        be heard, a little more than `longest` for what is longer. Raises EngineError."""
        request = {"reading": str(path), "longest": longest}
        return float(self.process.ask(request, TITLE, PATIENCE, waiting=self.waiting))

    def adopt(self, path: Path, to: Path, tags: dict[str, str], longest: float) -> dict[str, Any]:
        """readings.encode, in the booth. Raises EngineError."""
        request = {"adopt": str(path), "to": str(to), "tags": tags, "longest": longest}
        found = self.process.ask(request, TITLE, PATIENCE, lambda progress: None, self.waiting)
        assert isinstance(found, dict)
        return found

    def produce(self, order: dict[str, Any], progress: Callable[[Any], None]) -> dict[str, Any]:
        """producing.produce, in the booth. Raises EngineError."""
        found = self.process.ask({"produce": order}, TITLE, PATIENCE, progress, self.waiting)
        assert isinstance(found, dict)
        return found


def _greeting(setup: Setup) -> dict[str, Any]:
    return {"voices": str(setup.voices), "endpoints": {name: asdict(each) for name, each in setup.endpoints.items()}}
