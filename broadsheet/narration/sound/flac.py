"""A sentence as a FLAC file: written at once or not at all, read whole or refused."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame

from broadsheet.narration.engines.pcm import Pcm


class Broken(Exception):
    """The file is not a whole recording: it was cut, or holds something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a whole recording.")
        self.path = path


def write(path: Path, pcm: Pcm) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with av.open(str(new), "w", format="flac") as file:
            stream = file.add_stream("flac", rate=pcm.rate, layout="mono", format="s16")
            frame = AudioFrame.from_ndarray(pcm.samples[None], format="s16", layout="mono")
            frame.sample_rate, frame.pts = pcm.rate, 0
            file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)


def read(path: Path) -> Pcm:
    """Raises Broken, also where there is no file."""
    try:
        with av.open(str(path), "r", format="flac") as file:
            stream = file.streams.audio[0]
            parts = [frame.to_ndarray()[0] for frame in file.decode(stream)]
            samples = np.concatenate(parts) if parts else np.zeros(0, np.int16)
            if stream.duration is None or stream.time_base is None:
                raise Broken(path)
            if len(samples) != round(float(stream.duration * stream.time_base) * stream.rate):
                raise Broken(path)
            return Pcm(samples.astype(np.int16), stream.rate)
    except (av.error.InvalidDataError, av.error.EOFError, FileNotFoundError, IndexError):
        raise Broken(path) from None
