"""python -m bench.narration: what a recording costs besides the voice, what a correction costs, and how it sounds.

The voice has Piper's format and a medium voice's size with weights by chance; eSpeak NG is measured beside it. CPU is
that of the booth, and counts all of its cores.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import random_voice
from bench.tables import Result, table
from broadsheet.narration.engines.base import Setup, Voice
from broadsheet.narration.sound import marking
from broadsheet.narration.sound.cache import SentenceCache
from broadsheet.narration.sound.rendering import Places, Rendering, Script, render
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests.measuring import late, loudness, samples
from broadsheet.narration.tests.scripts import TAGS, sentence
from broadsheet.narration.text.spoken import Sentence

SENTENCES, STORIES, SHORT = 37, 50, 6
FRAME = 1152
LINES = (
    "The council of Mirna Bay voted on Tuesday night to keep the old harbour road open until the spring",
    "Fishermen had feared for months that they would have to go round by the hills with every catch",
    "Five members were for it, four were against it, and one, as so often in autumn, was at sea",
)
TICKS = os.sysconf("SC_CLK_TCK")


def story(number: int, sentences: int = SENTENCES) -> Script:
    made = [
        sentence(
            f"{LINES[n % 3]}, said the clerk of day {number} in her {n} minutes.", block=f"b{n // 3}", name=f"s{n}"
        )
        for n in range(sentences)
    ]
    made[0] = replace(made[0], kind="headline")
    return Script(made, TAGS | {"title": f"Story {number}"})


class Bench:
    """A site's narration in a folder, and what its booth uses."""

    def __init__(self, top: Path, studio: Studio) -> None:
        self.studio = studio
        self.places = Places(SentenceCache(top / "sentences"), top / "recordings")
        self.certificate = marking.own(top / "marking", "The Mirna Bay Ledger")

    def render(self, script: Script, voice: Voice) -> Rendering:
        return render(script, voice, self.places, self.studio, self.certificate)

    def measured(self, script: Script, voice: Voice) -> tuple[Rendering, float, float]:
        """(the recording, seconds, seconds of CPU)"""
        began, cpu = time.perf_counter(), self.cpu()
        made = self.render(script, voice)
        return made, time.perf_counter() - began, self.cpu() - cpu

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.studio.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """MB at most so far."""
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self.studio.process.pid}/status").read_text())
        assert found is not None
        return int(found[1]) / 1024

    def kept(self, each: Sentence, voice: Voice) -> Path:
        """Where it lies in the cache once it is spoken."""
        return self.places.cache.path(each.spoken, voice, self.studio.engines[voice.engine].fingerprint(voice))

    def synthesis(self, sentences: list[Sentence], voice: Voice) -> tuple[float, float]:
        """Seconds, and seconds of CPU, that the voice alone takes for them. They are in the cache afterwards."""
        files = [self.kept(each, voice) for each in sentences]
        began, cpu = time.perf_counter(), self.cpu()
        for each, file in zip(sentences, files, strict=True):
            self.studio.speak(each.spoken, voice, file)
        return time.perf_counter() - began, self.cpu() - cpu


@contextmanager
def bench(top: Path) -> Iterator[tuple[Bench, list[Voice]]]:
    """In a folder of its own; both voices are loaded before anything is measured."""
    name = random_voice.build(top / "voices")
    with Studio(Setup(top / "voices")) as studio:
        voices = [Voice("piper", name, "en"), Voice("espeak", "en-gb", "en")]
        for voice in voices:
            studio.speak(story(0).sentences[0].spoken, voice, top / "first.flac")
        yield Bench(top, studio), voices


def costs(one: Bench, voice: Voice) -> list[tuple[object, ...]]:
    """The voice speaks everything first; what a recording takes besides is measured by itself."""
    script = story(1)
    alone, alone_cpu = one.synthesis(script.spoken(), voice)
    made, besides, besides_cpu = one.measured(script, voice)
    changed = Script(
        [sentence("Nobody has heard this sentence before.", name="new"), *script.sentences[1:]], script.tags
    )
    _, correction, _ = one.measured(changed, voice)
    again = time.perf_counter()
    one.render(script, voice)
    again = time.perf_counter() - again
    spoken = one.synthesis(changed.spoken()[:1], voice)[0]
    audio = made.seconds
    return [
        ("audio: s", f"{audio:.0f}"),
        ("synthesis alone / audio (wall; CPU)", f"{alone / audio:.3f}; {alone_cpu / audio:.3f}"),
        ("work besides synthesis / audio (CPU)", f"{besides_cpu / audio:.4f}"),
        ("end to end / synthesis alone", f"{(alone + besides) / alone:.2f}"),
        ("a corrected sentence: its synthesis / that of all", f"{spoken / alone:.1%}"),
        ("a corrected sentence: until the recording is there / synthesis of all", f"{correction / alone:.1%}"),
        ("the same again: ms", f"{again * 1000:.1f}"),
        *quality(made, [samples(one.kept(each, voice)) for each in script.spoken()]),
    ]


def quality(made: Rendering, spoken: list[NDArray[np.int16]]) -> list[tuple[object, ...]]:
    """`spoken`: its sentences as the voice gave them."""
    heard, peak = loudness(made.mp3)
    spans, sound = made.facts()["sentences"], samples(made.mp3)
    error = max(abs(late(sound, start, said)) for (_, start, _), said in zip(spans, spoken, strict=True))
    return [
        ("loudness by ffmpeg: LUFS", heard),
        ("true peak by ffmpeg: dBTP", peak),
        ("cues against the decoded sound, worst: frames of MP3", f"{error / FRAME:.2f}"),
    ]


def in_a_row(top: Path, studio: Studio, voice: Voice) -> list[tuple[object, ...]]:
    """By a booth of its own, in which nothing was loaded before."""
    one, audio, first = Bench(top, studio), 0.0, 0.0
    began = time.perf_counter()
    for number in range(STORIES):
        audio += one.render(story(100 + number, SHORT), voice).seconds
        first = first or one.memory()
    took = time.perf_counter() - began
    return [
        (f"{STORIES} stories of {SHORT} sentences in a row: s; of audio", f"{took:.0f}; {audio:.0f}"),
        ("the booth's memory at most, after the first and the last: MB", f"{first:.0f}; {one.memory():.0f}"),
    ]


def results() -> Result:
    with tempfile.TemporaryDirectory() as place, bench(Path(place)) as (one, (piper, espeak)):
        of_piper, of_espeak = costs(one, piper), costs(one, espeak)
        both = [(what, found, other) for (what, found), (_, other) in zip(of_piper, of_espeak, strict=True)]
        memory = ("the booth's memory at most, with Piper: MB", f"{one.memory():.0f}")
        one.studio.close()
        row = in_a_row(Path(place) / "row", one.studio, espeak)
    titles = ("what", "Piper's format, weights by chance", "eSpeak NG")
    return [table(titles, both), table(("what", "eSpeak NG"), [*row, memory])]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
