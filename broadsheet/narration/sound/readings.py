"""A person's reading, from the file that somebody uploaded: looked at, levelled and encoded anew. Runs in the booth.

The container is told by its first bytes, and only those below are opened, each by its own demuxer: what decides by
itself would follow a playlist to other files and hosts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from broadsheet.narration.sound import loudness, mp3
from broadsheet.narration.sound.assembly import RATE, Span, Spool

QUIET = 200  # of 32767: nothing of a reading stays below it from end to end
BROKEN = (av.error.FFmpegError, IndexError, ValueError)


class NoReading(Exception):
    """It cannot be opened, or holds no sound."""


def container(head: bytes) -> str:
    """The demuxer for a file that begins like this; "" for what is not taken."""
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    return "mov" if head[4:8] == b"ftyp" else ""


def blocks(path: Path, longest: float) -> Iterator[NDArray[np.int16]]:
    """Its sound at RATE in one channel, a little more than `longest` seconds at most. Raises NoReading."""
    with path.open("rb") as file:
        kind = container(file.read(16))
    if not kind:
        raise NoReading
    try:
        with av.open(str(path), "r", format=kind, options={"protocol_whitelist": "file"}) as opened:
            yield from _decoded(opened, longest)
    except BROKEN as error:
        raise NoReading from error


def _decoded(opened: Any, longest: float) -> Iterator[NDArray[np.int16]]:
    stream, count = opened.streams.audio[0], 0
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    for frame in _frames(opened, stream):
        for part in resampler.resample(frame):
            samples = part.to_ndarray()[0]
            count += len(samples)
            yield samples
        if count > (longest + 1) * RATE:
            return


def _frames(opened: Any, stream: Any) -> Iterator[AudioFrame | None]:
    yield from opened.decode(stream)
    yield None


def length(path: Path, longest: float) -> float:
    """Seconds; -1 for what is no recording, 0 where nothing is to be heard."""
    count = peak = 0
    try:
        for samples in blocks(path, longest):
            count += len(samples)
            peak = max(peak, int(np.abs(samples.astype(np.int32)).max(initial=0)))
    except NoReading:
        return -1.0
    if not count:
        return -1.0
    return count / RATE if peak >= QUIET else 0.0


def spooled(path: Path, to: Path, longest: float) -> Spool:
    """Raises NoReading."""
    count = peak = 0
    with to.open("wb") as out:
        for samples in blocks(path, longest):
            out.write(samples.tobytes())
            count += len(samples)
            peak = max(peak, int(np.abs(samples.astype(np.int32)).max(initial=0)))
    if not count:
        raise NoReading
    return Spool(to, [Span(0, count)], peak)


def encode(
    path: Path, to: Path, tags: dict[str, str], longest: float, progress: Callable[[Any], None]
) -> dict[str, Any]:
    """An MP3 of it with these tags, as loud as every recording; what stands in the facts. Raises NoReading."""
    spool = spooled(path, to.with_name("spool"), longest)
    progress("read")
    setting = loudness.setting(spool)
    progress("measured")
    mp3.write(to, _reporting(mp3.encoded(loudness.levelled(spool.blocks(), setting.gain)), progress), tags, [])
    spool.file.unlink()
    return {
        "samples": spool.samples,
        "rate": RATE,
        "loudness": round(setting.loudness, 2),
        "bytes": to.stat().st_size,
    }


def _reporting(frames: Iterator[bytes], progress: Callable[[Any], None]) -> Iterator[bytes]:
    """A sign of life now and then, for long readings."""
    for number, frame in enumerate(frames):
        if number % 1000 == 0:
            progress("encoding")
        yield frame
