"""The recording as MP3, with tags (ID3v2.4) and chapters.

Sound is encoded in segments of whole frames, each by itself: without the bit reservoir no frame needs another, so
that the frames of a sentence can be kept, and put between others when one sentence is corrected. A segment ends in
silence, longer than the encoder is late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame

from broadsheet.narration.sound.assembly import FRAME, RATE

BITS = 64_000  # a second
LATE = 1105  # samples by which the sound comes later than what LAME was given, and decoders know that
HEAD, LENGTH = bytes((0xFF, 0xFB)), FRAME // 8 * BITS // RATE
"""How each of our frames begins (MPEG 1, layer III, no checksum), and its bytes without the one that pads it."""
MILLISECONDS = Fraction(1, 1000)
DECODER = 529  # samples of LATE that are a decoder's, by the convention of the tag
_TAG, _DELAY, _SUM = 120, 21, 34  # from "Info" to LAME's part of it; in that: delay and padding, checksum
_INFO, _SUMMED = 21, 190  # from the frame to "Info" (one channel); bytes of the frame that the checksum is over


@dataclass(frozen=True)
class Chapter:
    """`start` and `end` in samples at RATE."""

    title: str
    start: int
    end: int


def encoded(frames: Iterable[AudioFrame]) -> Iterator[bytes]:
    """One segment's MP3 frames; one more than the segment has, for the encoder is late. Its frames of sound may be of
    any length: PyAV cuts them faster than we could."""
    coder = av.CodecContext.create("libmp3lame", "w")
    assert isinstance(coder, av.AudioCodecContext)
    coder.sample_rate, coder.layout, coder.format, coder.bit_rate = RATE, "mono", "s16p", BITS
    coder.options = {"compression_level": "7", "reservoir": "0"}
    count = 0
    for given in frames:
        given.pts, given.time_base = count, Fraction(1, RATE)
        count += given.samples
        yield from map(bytes, coder.encode(given))
    yield from map(bytes, coder.encode(None))


def parsed(data: bytes) -> list[bytes] | None:
    """The frames of which `data` is made; None when it is not whole."""
    found, at = [], 0
    while at < len(data):
        if data[at : at + 2] != HEAD or at + 3 > len(data):
            return None
        end = at + LENGTH + (data[at + 2] >> 1 & 1)
        found.append(data[at:end])
        at = end
    return found if at == len(data) else None


def write(path: Path, frames: Iterable[bytes], tags: dict[str, str], chapters: Sequence[Chapter]) -> None:
    """`tags` by ffmpeg's names (title, artist, album, date, comment …)."""
    count = 0
    with av.open(str(path), "w", format="mp3", options={"id3v2_version": "4", "write_xing": "1"}) as file:
        stream = file.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = BITS
        file.metadata.update({name: value for name, value in tags.items() if value})
        file.set_chapters([_chapter(number, each) for number, each in enumerate(chapters, 1)])
        file.start_encoding()
        for data in frames:
            packet = av.Packet(data)
            packet.stream, packet.time_base, packet.duration = stream, Fraction(1, RATE), FRAME
            packet.pts = packet.dts = count * FRAME
            file.mux(packet)
            count += 1
    _tell_delay(path)


def _tell_delay(path: Path) -> None:
    """Say in the first frame's tag what decoders must leave out at the beginning: the muxer knows that only of an
    encoder of its own."""
    with path.open("r+b") as file:
        head = file.read(10)
        assert head[:3] == b"ID3"
        start = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
        file.seek(start)
        frame = bytearray(file.read(LENGTH + 1))
        tag = _INFO + _TAG
        assert frame[_INFO : _INFO + 4] in (b"Info", b"Xing")
        frame[tag + _DELAY : tag + _DELAY + 3] = ((LATE - DECODER) << 12).to_bytes(3, "big")
        frame[tag + _SUM : tag + _SUM + 2] = bytes(2)
        frame[tag + _SUM : tag + _SUM + 2] = _crc(frame[:_SUMMED]).to_bytes(2, "big")
        file.seek(start)
        file.write(frame)


def _crc(data: bytearray) -> int:
    """CRC-16 as in ANSI X3.28, the lowest bit first."""
    found = 0
    for byte in data:
        found ^= byte
        for _ in range(8):
            found = found >> 1 ^ (0xA001 if found & 1 else 0)
    return found


def _chapter(number: int, chapter: Chapter) -> av.container.core.Chapter:
    return {
        "id": number,
        "start": round(chapter.start * 1000 / RATE),
        "end": round(chapter.end * 1000 / RATE),
        "time_base": MILLISECONDS,
        "metadata": {"title": chapter.title},
    }
