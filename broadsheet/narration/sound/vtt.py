"""Captions as WebVTT: a cue for each sentence, named by the sentence's id, with the words that stand on the page."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from broadsheet.narration.sound.assembly import RATE, Span


@dataclass(frozen=True)
class Cue:
    id: str
    words: str
    span: Span


def text(cues: Iterable[Cue]) -> str:
    return "WEBVTT\n\n" + "\n".join(map(_cue, cues))


def _cue(cue: Cue) -> str:
    words = html.escape(" ".join(cue.words.split()), quote=False)
    name = " ".join(cue.id.split()).replace("-->", "")
    return f"{name}\n{clock(cue.span.start)} --> {clock(cue.span.end)}\n{words}\n"


def clock(samples: int) -> str:
    """A count of samples as hours, minutes, seconds and thousandths."""
    thousandths = round(samples * 1000 / RATE)
    seconds, thousandths = divmod(thousandths, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{thousandths:03}"
