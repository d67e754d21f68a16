"""Between two edits: time passes; pressers work in turns, are interrupted, overtaken and killed."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.proof.paper import WORDS, Paper
from tests.proof.running import N, Told

LATER = st.sampled_from([0.4, 1.0, 31.0, 3601.0, 86400.0, 8 * 86400.0, -20.0])


class WithAccidents(Told):
    paper: Paper

    @rule(seconds=LATER)
    def pass_time(self, seconds: float) -> None:
        self.paper.pass_time(seconds)

    @rule()
    def prepare(self) -> None:
        self.paper.prepare()

    @rule()
    def drain(self) -> None:
        self.paper.drain()

    @rule()
    def draw_one_half(self) -> None:
        self.paper.draw_one_half()

    @rule(plates=st.integers(1, 4))
    def press_until_interrupted(self, plates: int) -> None:
        self.paper.press_until_interrupted(plates)

    @rule(limit=st.sampled_from([1, 3, 32]))
    def take_in_hand(self, limit: int) -> None:
        self.paper.take_in_hand(limit)

    @rule()
    def finish(self) -> None:
        self.paper.finish()

    @rule(n=N, m=N, limit=st.sampled_from([1, 32]))
    def overtake(self, n: int, m: int, limit: int) -> None:
        """A second editor changes the story, and the change is found, while plates of the first are rendered."""
        self.paper.edit(n, lambda story: setattr(story, "title", f"{WORDS[m % 4]}, first"))
        self.paper.drain()
        self.paper.take_in_hand(limit)
        self.paper.edit(n, lambda story: setattr(story, "title", f"{WORDS[m % 4]}, second"))
        self.paper.drain()
        self.paper.finish()

    @rule(written=st.integers(0, 3))
    def crash(self, written: int) -> None:
        self.paper.crash(written)

    @rule()
    def renew_snapshots(self) -> None:
        self.paper.renew_snapshots()
