"""The MP3 frames of each sentence, kept beside its sound: a correction encodes one sentence and not the story.

A file for each, named by the sound that it holds and by how it was levelled. Like the sentences themselves it may be
thrown away at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.narration.sound import loudness, mp3
from broadsheet.narration.sound.assembly import FRAME, Spool

SCHEMA = 1  # of what is done to a segment
SETTLED = 4  # frames after the last sound until an encoder says nothing but silence
MANY = 2000  # frames: 52 s, longer than most sentences


def frames(spool: Spool, gain: float, kept: Path, progress: Callable[[], None]) -> Iterator[bytes]:
    """All MP3 frames of the spool, as many as it has; `kept` is the folder of the cache."""
    for segment in spool.segments():
        yield from _frames(segment, gain, kept)
        progress()


def _frames(segment: NDArray[np.int16], gain: float, kept: Path) -> list[bytes]:
    facts = f"{SCHEMA} {gain:.2f} {loudness.LIMIT:.4f} {mp3.BITS}".encode()
    name = blake2b(segment.tobytes(), digest_size=24, key=facts).hexdigest()
    path, count = kept / name[:2] / f"{name}.mp3frames", len(segment) // FRAME
    found = _read(path)
    if found is not None and len(found) == count:
        return found
    made = _made(segment, gain)[:count]
    _write(path, b"".join(made))
    return made


def _made(segment: NDArray[np.int16], gain: float) -> list[bytes]:
    """The silence at its end is encoded once for all segments: its frames are the same in each, place by place."""
    count = len(segment) // FRAME
    sounding = min(count, int(np.flatnonzero(segment)[-1]) // FRAME + SETTLED) if segment.any() else 0
    made = list(mp3.encoded(loudness.levelled([segment[: sounding * FRAME]], gain)))[:sounding] if sounding else []
    return made + _silence(1 + count // MANY)[sounding:count]


@lru_cache(maxsize=4)
def _silence(much: int) -> list[bytes]:
    """`much` times MANY frames of it."""
    return list(mp3.encoded(loudness.levelled([np.zeros(much * MANY * FRAME, np.int16)], 0)))


def _read(path: Path) -> list[bytes] | None:
    try:
        data = path.read_bytes()
        os.utime(path)  # it counts as used now, for pruning
    except FileNotFoundError:
        return None
    return mp3.parsed(data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(data)
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)
