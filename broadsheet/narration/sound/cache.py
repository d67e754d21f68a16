"""Sentences that were spoken once, so that a correction lets the engine speak one sentence and not the story.

A file for each, FLAC, named by all that its sound depends on. Nothing else knows what lies here: it may be emptied at
any time, and costs only time then.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from broadsheet.narration.engines.base import Voice
from broadsheet.narration.text.spoken import Spoken, key

SCHEMA = 1  # of the key, and of what is done to a sentence before it is kept
DAY = 24 * 3600.0
WEEK = 7 * DAY


@dataclass(frozen=True)
class SentenceCache:
    folder: Path

    def path(self, sentence: Spoken, voice: Voice, fingerprint: str) -> Path:
        """Where this sentence lies, or will."""
        facts = (str(SCHEMA), fingerprint, voice.language, f"{voice.rate:g}", key(sentence))
        name = hashlib.sha256("\n".join(facts).encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.flac"

    def used(self, path: Path) -> bool:
        """Whether it is there; it counts as used now, for pruning."""
        try:
            os.utime(path)
        except FileNotFoundError:
            return False
        return True

    def prune(self, now: float, age: float = 26 * WEEK, size: int = 4 * 2**30) -> int:
        """Takes away what was not used for `age` seconds, then the oldest until `size` bytes are left; says how many.
        `now` in seconds since 1970. What a crash left half-written (its name begins with a dot) goes after a day."""
        kept, taken = [], 0
        for path, facts in self._files():
            if facts.st_mtime < now - (DAY if path.name.startswith(".") else age):
                path.unlink(missing_ok=True)
                taken += 1
            else:
                kept.append((facts.st_mtime, facts.st_size, path))
        total = sum(each for _, each, _ in kept)
        for _, each, path in sorted(kept):
            if total <= size:
                break
            path.unlink(missing_ok=True)
            total -= each
            taken += 1
        return taken

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.glob("*/*"):
            try:
                yield path, path.stat()
            except FileNotFoundError:
                continue
