"""WAV as speech services send it: where it was written as a stream, sizes in its header are nothing, or all ones."""

from __future__ import annotations

import struct

from broadsheet.narration.engines.base import EngineError, Trouble
from broadsheet.narration.engines.pcm import NotFinite, Pcm
from broadsheet.narration.wording import Message
from broadsheet.narration.wording import noted as _

PLAIN, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
UNKNOWN = frozenset({0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000})


def is_one(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def read(data: bytes, engine: str) -> Pcm:
    """16-bit or floating-point samples, several channels made one. Raises EngineError."""
    layout, place = b"", 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        place += 8
        if name == b"fmt ":
            layout = data[place : place + size]
        if name == b"data":
            return _samples(data[place:], size, layout, engine)
        place += size + size % 2
    raise EngineError(Trouble.BAD_ANSWER, engine, Message(_("a WAV without sound")))


def _samples(data: bytes, size: int, layout: bytes, engine: str) -> Pcm:
    if len(layout) < 16:
        raise EngineError(Trouble.BAD_ANSWER, engine, Message(_("a WAV that does not say what it holds")))
    form, channels, rate, *_sizes, bits = struct.unpack_from("<HHIIHH", layout)
    if form == EXTENSIBLE and len(layout) >= 26:
        form = struct.unpack_from("<H", layout, 24)[0]
    if size not in UNKNOWN and size > len(data):
        came = {"came": str(len(data)), "size": str(size)}
        raise EngineError(Trouble.HALF, engine, Message(_("%(came)s of %(size)s bytes came"), came))
    sound = data if size in UNKNOWN else data[:size]
    kinds = {(PLAIN, 16): "<i2", (FLOAT, 32): "<f4"}
    if (form, bits) not in kinds or not channels or not rate:
        what = {"form": str(form), "bits": str(bits)}
        raise EngineError(Trouble.BAD_ANSWER, engine, Message(_("a WAV of form %(form)s with %(bits)s bits"), what))
    whole = len(sound) - len(sound) % (channels * bits // 8)
    try:
        return Pcm.of_channels(sound[:whole], kinds[form, bits], channels, rate)
    except NotFinite:
        raise EngineError(Trouble.GARBAGE, engine, Message(_("numbers that are no sound"))) from None
