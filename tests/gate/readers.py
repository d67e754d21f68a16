"""Readers who look every few moments, and note when they first saw something."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.sites import Site

EVERY = 0.05  # seconds between two looks


@dataclass
class Readers:
    """One for each URL, who looks for the words that are given for it. Use in a `with`."""

    site: Site
    wanted: Mapping[str, tuple[str, ...]]
    seen: dict[str, float] = field(default_factory=dict)
    """{URL: time.time() of the first answer that had the words}"""
    lost: dict[str, float] = field(default_factory=dict)
    """{URL: the first answer after that without them}"""

    def __enter__(self) -> Readers:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=[url]) for url in self.wanted]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, url: str) -> None:
        while not self._stop.wait(EVERY):
            try:
                text = self.site.ask(url).text
            except (OSError, HTTPException):  # the server was killed, or has not started yet
                continue
            there = all(words in text for words in self.wanted[url])
            if there:
                self.seen.setdefault(url, time.time())
            elif url in self.seen:
                self.lost.setdefault(url, time.time())

    def all_saw(self) -> bool:
        return self.seen.keys() == self.wanted.keys()

    def missing(self) -> list[str]:
        return sorted(self.wanted.keys() - self.seen.keys())

    def spread(self) -> float:
        """Seconds between the first and the last who saw it."""
        return max(self.seen.values()) - min(self.seen.values())
