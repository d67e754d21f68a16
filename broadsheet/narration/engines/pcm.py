"""Sound as samples.

NumPy is loaded with the first sound: the server asks engines what they can, and never needs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FULL = 32767


class NotFinite(ValueError):
    """Samples hold infinities, or what is no number."""


@dataclass(frozen=True)
class Pcm:
    """`samples`: mono, 16 bit, one dimension; `rate` of them a second."""

    samples: NDArray[np.int16]
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @classmethod
    def of_bytes(cls, data: bytes, rate: int) -> Pcm:
        """From 16-bit little-endian samples; an odd byte at the end is left out."""
        return cls(_numpy().frombuffer(data[: len(data) & ~1], dtype="<i2").astype("int16"), rate)

    @classmethod
    def of_channels(cls, data: bytes, kind: str, channels: int, rate: int) -> Pcm:
        """From interleaved channels, made one; `kind`: "<i2" (whole numbers) or "<f4" (-1 to 1). Raises NotFinite."""
        values = _numpy().frombuffer(data, kind).astype("float32").reshape(-1, channels).mean(axis=1)
        return cls.of_floats([values / FULL if kind == "<i2" else values], rate)

    @classmethod
    def of_floats(cls, parts: Iterable[NDArray[np.floating]], rate: int, gap: float = 0.0) -> Pcm:
        """From samples between -1 and 1, louder ones are clipped; `gap` seconds of silence between the parts. Raises
        NotFinite."""
        numpy = _numpy()
        pieces: list[Any] = []
        for part in parts:
            pieces += [numpy.zeros(round(gap * rate) if pieces else 0), part.ravel()]
        whole = numpy.concatenate(pieces or [numpy.zeros(0)])
        if not numpy.isfinite(whole).all():
            raise NotFinite
        return cls(numpy.rint(numpy.clip(whole, -1, 1) * FULL).astype("int16"), rate)

    def trimmed(self, quiet: int = 50, margin: float = 0.04) -> Pcm:
        """Without the silence at both ends (samples below `quiet`), but for a margin of some seconds: the pauses
        between sentences are ours to set."""
        numpy = _numpy()
        loud = numpy.flatnonzero(numpy.abs(self.samples.astype("int32")) > quiet)
        if not len(loud):
            return self
        pad = int(margin * self.rate)
        return Pcm(self.samples[max(0, loud[0] - pad) : loud[-1] + 1 + pad], self.rate)


def _numpy() -> Any:
    return import_module("numpy")
