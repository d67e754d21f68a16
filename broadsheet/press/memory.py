"""What one run of the press leaves to the next: answers of selectors, copies of rails, stories as feeds have them.

A run of one page would otherwise ask for menus, looks and rails each time. Whatever a change can alter has a mark
(consequences.py), and an answer goes when one of the tags that it was made from is marked. What a change alters that
nobody has drawn yet may still be answered as it was: so does a run that began a moment earlier, and the drawing
makes its plates dirty.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from broadsheet.press.models import Mark
from broadsheet.press.recording import SNAPSHOT

MOST = 4000  # answers; the least used go first
LONGEST = 300.0  # seconds between two runs over which anything is remembered; marks are kept longer
EVERYTHING = "*"  # a mark that hits every plate


class Memory:
    """Belongs to one presser, that is to one thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, tuple[Any, tuple[str, ...]]] = OrderedDict()
        self._by_tag: dict[str, set[Any]] = {}
        self._seen, self._at = -1, 0.0

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self) -> int:
        """Forget what was marked since the last run; the number of the newest mark."""
        found = list(Mark.objects.filter(pk__gte=self._seen).order_by("pk").values_list("pk", "tag"))
        rested = time.monotonic() - self._at
        if rested > LONGEST or not found or found[0][0] != self._seen:  # what lies between may have been swept away
            self.clear()
        else:
            self._forget({tag for _, tag in found[1:]})
        self._seen, self._at = found[-1][0] if found else 0, time.monotonic()
        return self._seen

    def clear(self) -> None:
        self._seen = -1
        self._kept.clear()
        self._by_tag.clear()

    def has(self, key: Any) -> bool:
        return key in self._kept

    def get(self, key: Any) -> Any:
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def keep(self, key: Any, value: Any, tags: Iterable[str]) -> None:
        """`tags`: all that the value was made from."""
        if key in self._kept:
            self._drop(key)
        named = tuple(tag.removeprefix(SNAPSHOT) for tag in tags)
        self._kept[key] = (value, named)
        for tag in named:
            self._by_tag.setdefault(tag, set()).add(key)
        while len(self._kept) > MOST:
            self._drop(next(iter(self._kept)))

    def _forget(self, marks: set[str]) -> None:
        if EVERYTHING in marks:
            self.clear()
        for mark in marks:
            tag = mark.removeprefix(SNAPSHOT)
            hit = [known for known in self._by_tag if known.startswith(tag)] if tag.endswith("(") else [tag]
            for each in hit:
                for key in list(self._by_tag.get(each, ())):
                    self._drop(key)

    def _drop(self, key: Any) -> None:
        _, tags = self._kept.pop(key)
        for tag in tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]
