"""Sentences put one after another, at the recording's rate, with pauses between them; all times count samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from broadsheet.narration.engines.pcm import Pcm
from broadsheet.narration.sound import flac

RATE = 44_100
FRAME = 1152  # samples of an MP3 frame
TAIL = 2 * FRAME  # samples of silence after the last sentence: an encoder is so late with what it is given
BLOCK = RATE * 5  # samples that are in memory at once


@dataclass(frozen=True)
class Part:
    """A sentence to be put in; `pause`: seconds after it at least (after the last one there is TAIL)."""

    file: Path
    pause: float


@dataclass(frozen=True)
class Span:
    """Where a sentence is heard: from `start` up to `end`, in samples at RATE."""

    start: int
    end: int


@dataclass(frozen=True)
class Spool:
    """The assembled sound on disk: 16-bit samples at RATE, nothing else. `peak` of 32767. `ends`: where the silence
    after each sentence ends, a multiple of FRAME, so that a sentence with its silence is a number of whole frames."""

    file: Path
    spans: Sequence[Span]
    peak: int
    ends: Sequence[int] = ()

    @property
    def samples(self) -> int:
        return self.ends[-1] if self.ends else self.spans[-1].end if self.spans else 0

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        with self.file.open("rb") as file:
            while data := file.read(BLOCK * 2):
                yield np.frombuffer(data, np.int16)

    def segments(self) -> Iterator[NDArray[np.int16]]:
        """Each sentence with the silence after it."""
        with self.file.open("rb") as file:
            for span, end in zip(self.spans, self.ends, strict=True):
                yield np.frombuffer(file.read(2 * (end - span.start)), np.int16)


def spool(parts: Sequence[Part], file: Path, progress: Callable[[], None]) -> Spool:
    """Raises flac.Broken."""
    spans: list[Span] = []
    ends: list[int] = []
    place = peak = 0
    with file.open("wb") as out:
        for number, part in enumerate(parts, 1):
            samples = resampled(flac.read(part.file))
            out.write(samples.tobytes())
            peak = max(peak, int(np.abs(samples.astype(np.int32)).max(initial=0)))
            spans.append(Span(place, place + len(samples)))
            silence = round(part.pause * RATE) if number < len(parts) else TAIL
            silence += -(place + len(samples) + silence) % FRAME
            out.write(bytes(2 * silence))
            place += len(samples) + silence
            ends.append(place)
            progress()
    return Spool(file, spans, peak, ends)


def resampled(pcm: Pcm) -> NDArray[np.int16]:
    """At RATE."""
    if pcm.rate == RATE:
        return pcm.samples
    frame = AudioFrame.from_ndarray(pcm.samples[None], format="s16", layout="mono")
    frame.sample_rate = pcm.rate
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    parts = [each.to_ndarray()[0] for given in (frame, None) for each in resampler.resample(given)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int16)
