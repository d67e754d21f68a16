"""What a recording is, measured by a program that is not ours: Debian's ffmpeg."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 44_100


def loudness(path: Path) -> tuple[float, float]:
    """(LUFS, true peak in dBTP), one channel heard from two loudspeakers."""
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-i",
        path,
        "-af",
        "ebur128=peak=true:dualmono=true",
        "-f",
        "null",
        "-",
    ]
    summary = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rsplit("Summary:", 1)[-1]
    found = re.search(r"I:\s+(-?[\d.]+) LUFS.*Peak:\s+(-?[\d.]+) dBFS", summary, re.S)
    assert found is not None, summary
    return float(found[1]), float(found[2])


def facts(path: Path) -> Any:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters", path]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def samples(path: Path) -> NDArray[np.int16]:
    """As a player hears it, at RATE."""
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.int16)


def late(heard: NDArray[np.int16], start: int, spoken: NDArray[np.int16], most: int = 4000) -> int:
    """By how many samples a sentence as it was `spoken` is heard after `start`, at most `most`; negative: before it.
    It is heard where the two are most alike, so nothing is taken from our own counting."""
    before = min(start, most)
    there = heard[start - before : start + len(spoken) + most].astype(np.float64)
    size = 1 << (len(there) + len(spoken)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(there, size) * np.conj(np.fft.rfft(spoken.astype(np.float64), size)), size)
    return int(np.argmax(alike[: before + most + 1])) - before
