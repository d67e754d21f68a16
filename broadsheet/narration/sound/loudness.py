"""Loudness by EBU R 128: measured over the whole recording, then set by one gain and a limiter for the peaks.

Speech is one channel that is heard from two loudspeakers, so it is measured as such (`dualmono`). It is measured
once, as it comes; what the limiter takes off then is reckoned from the peaks of short levels, to 0.1 dB, and measured
only where it is much.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph
from numpy.typing import NDArray

from broadsheet.narration.engines.pcm import FULL
from broadsheet.narration.sound.assembly import RATE, Spool

TARGET = -16.0  # LUFS
ENCODER = 0.95  # by which LAME multiplies what it is given at our bit rate: 0.45 dB less are heard
LIMIT = 0.85 / ENCODER  # of full scale, so that what an MP3's decoder makes of it stays below -1 dBTP
STEP = 0.5  # dB
LOUDEST_GAIN, TRIES = 36.0, 3  # dB
LOST = 20 * math.log10(ENCODER)  # dB
SILENT = -70.0  # LUFS: nothing that can be measured
METER = ("ebur128", "metadata=1:dualmono=true")
LEVEL = 225  # samples, 5 ms: as long as the limiter looks ahead; ten of them until it has let go
RELEASE = 10
MUCH = 0.7  # dB that the limiter may take off by reckoning
Blocks = Iterable[NDArray[np.int16]]


@dataclass(frozen=True)
class Setting:
    """`gain` in dB, and the loudness in LUFS that comes of it."""

    gain: float
    loudness: float


class Levels:
    """Peak and energy of each LEVEL of a sound that is passed through once; peaks of 1 are full scale."""

    def __init__(self) -> None:
        self._peaks: list[NDArray[np.float64]] = []
        self._energies: list[NDArray[np.float64]] = []

    def noting(self, blocks: Blocks) -> Iterator[NDArray[np.int16]]:
        for block in blocks:
            self._note(block)
            yield block

    def _note(self, block: NDArray[np.int16]) -> None:
        parts = np.pad(block, (0, -len(block) % LEVEL)).reshape(-1, LEVEL).astype(np.float32)
        self._peaks.append(np.maximum(parts.max(1), -parts.min(1)).astype(np.float64) / FULL)
        self._energies.append(np.einsum("ij,ij->i", parts, parts).astype(np.float64))

    def lost(self, gain: float) -> float:
        """dB, 0 or less, by which the limiter makes the sound quieter after `gain`: it begins a level before a peak,
        and lets go in a straight line."""
        if not self._peaks:
            return 0.0
        peaks, energies = np.concatenate(self._peaks), np.concatenate(self._energies)
        needed = np.minimum(1, LIMIT / np.maximum(peaks * 10 ** (gain / 20), 1e-9))
        held = np.minimum(needed, np.append(needed[1:], 1))
        for late in range(1, min(RELEASE, len(held))):
            held[late:] = np.minimum(held[late:], 1 - (1 - needed[:-late]) * (1 - late / RELEASE))
        whole = energies.sum()
        return 10 * math.log10(float((held**2 * energies).sum() / whole)) if whole else 0.0


def setting(spool: Spool) -> Setting:
    """The gain that brings the recording to TARGET, limiter included; in steps, so that a corrected sentence leaves
    the others as they were encoded."""
    levels = Levels()
    measured = measure(levels.noting(spool.blocks()))
    if measured <= SILENT:
        return Setting(0.0, measured)
    gain = _stepped(TARGET - LOST - measured)
    for _ in range(TRIES):
        again = _stepped(TARGET - LOST - measured - levels.lost(gain))
        if again == gain:
            break
        gain = again
    lost = levels.lost(gain)
    return Setting(gain, measured + gain + lost + LOST) if lost >= -MUCH else _tried(spool, gain)


def _tried(spool: Spool, gain: float) -> Setting:
    """From `gain` on to that which is measured to be best."""
    found = Setting(gain, measure(spool.blocks(), gain))
    for _ in range(TRIES):
        again = _stepped(found.gain + TARGET - found.loudness)
        if again == found.gain:
            break
        tried = Setting(again, measure(spool.blocks(), again))
        if abs(TARGET - tried.loudness) >= abs(TARGET - found.loudness):
            break
        found = tried
    return found


def measure(blocks: Blocks, gain: float | None = None) -> float:
    """LUFS of the sound, or of what `gain`, the limiter and the encoder make of it."""
    last: deque[AudioFrame] = deque(maxlen=2)
    last.extend(_through([*(_setting_filters(gain) if gain is not None else []), METER], blocks))
    loudness = SILENT
    for frame in last:
        loudness = float(frame.metadata.get("lavfi.r128.I", loudness))  # the last, cut one has none
    return loudness if gain is None else loudness + LOST


def levelled(blocks: Blocks, gain: float) -> Iterator[AudioFrame]:
    """The sound as it shall be heard."""
    return _through(_setting_filters(gain), blocks)


def _setting_filters(gain: float) -> list[tuple[str, str]]:
    return [("volume", f"{gain:.3f}dB"), ("alimiter", f"limit={LIMIT:.4f}:level=0:latency=1")]


def _through(filters: list[tuple[str, str]], blocks: Blocks) -> Iterator[AudioFrame]:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="s16", layout="mono", time_base=Fraction(1, RATE))
    sink = graph.add("abuffersink")
    graph.link_nodes(source, *(graph.add(name, given) for name, given in filters), sink).configure()
    place = 0
    for block in blocks:
        frame = AudioFrame.from_ndarray(block[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, place, Fraction(1, RATE)
        place += len(block)
        source.push(frame)
        yield from _pulled(sink)
    source.push(None)
    yield from _pulled(sink)


def _pulled(sink: Any) -> Iterator[AudioFrame]:
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def _stepped(gain: float) -> float:
    return max(-LOUDEST_GAIN, min(LOUDEST_GAIN, round(gain / STEP) * STEP))
