"""One recording from its sentences' files: assembled, levelled, encoded, captioned, marked. Runs in the booth."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.narration.engines.base import SourceType
from broadsheet.narration.sound import assembly, loudness, marking, mp3, segments, vtt
from broadsheet.narration.sound.rendering import FACTS, MP3, VTT


@dataclass(frozen=True)
class Order:
    """`parts`: for each sentence {"id", "words", "file", "pause", "chapter"} ("chapter": the title of one that begins
    with it, or ""). `folder` is there, and only we write to it; `cache` is that of the sentences. `chain` and `key`:
    the certificate in PEM."""

    folder: Path
    parts: list[dict[str, Any]]
    tags: dict[str, str]
    source: SourceType
    chain: str
    key: str
    cache: str
    facts: dict[str, Any]

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Order:
        return cls(**{**stored, "folder": Path(stored["folder"])})


def produce(order: Order, progress: Callable[[Any], None]) -> dict[str, Any]:
    """What stands in FACTS: times in samples at `rate`. Raises flac.Broken, OSError."""
    folder = order.folder
    parts = [assembly.Part(Path(each["file"]), each["pause"]) for each in order.parts]
    spool = assembly.spool(parts, folder / "spool", lambda: progress("assembled"))
    setting = loudness.setting(spool)
    progress("measured")
    plain = folder / "plain.mp3"
    frames = segments.frames(spool, setting.gain, Path(order.cache), lambda: progress("encoded"))
    mp3.write(plain, frames, order.tags, _chapters(order, spool))
    spool.file.unlink()
    signed = marking.Certificate(order.chain.encode(), order.key.encode())
    marking.mark(plain, folder / MP3, order.tags.get("title", ""), order.source, signed)
    plain.unlink()
    cues = [vtt.Cue(part["id"], part["words"], span) for part, span in zip(order.parts, spool.spans, strict=True)]
    (folder / VTT).write_text(vtt.text(cues), encoding="utf-8")
    facts = order.facts | {
        "samples": spool.samples,
        "rate": assembly.RATE,
        "loudness": round(setting.loudness, 2),
        "bytes": (folder / MP3).stat().st_size,
        "sentences": [[cue.id, cue.span.start, cue.span.end] for cue in cues],
    }
    (folder / FACTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    for name in (MP3, VTT, FACTS):
        _kept(folder / name)
    return facts


def _chapters(order: Order, spool: assembly.Spool) -> list[mp3.Chapter]:
    begun = [(part["chapter"], span.start) for part, span in zip(order.parts, spool.spans, strict=True)]
    heads = [(title, start) for title, start in begun if title]
    following = [*heads[1:], ("", spool.samples)][: len(heads)]
    return [mp3.Chapter(title, start, end) for (title, start), (_, end) in zip(heads, following, strict=True)]


def _kept(path: Path) -> None:
    """On the disk, whatever happens to the machine."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
