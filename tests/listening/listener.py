"""What a reader does with a player, and what the page shows then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

MARKED = """() => {
  const painted = window.CSS?.highlights?.get("is-read");
  const spans = [...document.querySelectorAll("span.is-read")].map(each => each.textContent).join("");
  return painted?.size ? [...painted][0].toString() : spans;
}"""


@dataclass(frozen=True)
class Cue:
    id: str
    start: float
    end: float
    words: str

    @property
    def block(self) -> str:
        return self.id.split(".")[0]

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def cues_of(text: str) -> list[Cue]:
    found = re.findall(r"^(\S+)\n(\S+) --> (\S+)\n(.+)$", text, re.M)
    return [Cue(name, _seconds(start), _seconds(end), words) for name, start, end, words in found]


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


@dataclass(frozen=True)
class Listener:
    page: Page

    def button(self, what: str) -> None:
        self.page.locator(f"story-player [data-do='{what}']").click()

    def play(self) -> None:
        """Until the sound runs, and what reads along is there."""
        self.button("toggle")
        self.until("player.audio.currentTime > 0 && !player.audio.paused && player.current")

    def pause(self) -> None:
        self.button("toggle")
        self.until("player.audio.paused")

    def until(self, condition: str, **values: Any) -> None:
        """Wait for a condition over `player`, with `marked()` and these values at hand."""
        self.page.wait_for_function(
            f"values => {{ const player = document.querySelector('story-player'); const marked = {MARKED};"
            f" return {condition} }}",
            arg=values,
            polling=50,
            timeout=15_000,
        )

    def of(self, what: str) -> Any:
        return self.page.locator("story-player").evaluate(f"player => {what}")

    @property
    def time(self) -> float:
        return float(self.of("player.time"))

    @property
    def marked(self) -> str:
        return str(self.page.evaluate(MARKED))

    def seek(self, seconds: float) -> None:
        self.of(f"player.seek({seconds})")

    def cues(self) -> list[Cue]:
        captions = self.of("player.dataset.captions")
        return cues_of(self.page.request.get(captions).text())

    def on_page(self) -> list[Cue]:
        """Those whose words stand on the page as they are."""
        return [cue for cue in self.cues() if cue.block != "disclosure"]

    def place_of(self, words: str) -> tuple[float, float]:
        """The middle of these words on the screen, scrolled into sight."""
        x, y = self.page.evaluate(
            """words => {
              const walker = document.createTreeWalker(document.querySelector(".story"), NodeFilter.SHOW_TEXT);
              while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                walker.currentNode.parentElement.scrollIntoView({block: "center", behavior: "instant"});
                const box = range.getClientRects()[0];
                return [box.x + box.width / 2, box.y + box.height / 2];
              }
            }""",
            words,
        )
        return float(x), float(y)
