"""What changes by nothing but time: "of the last two days", "this month".

Rows have their instants (press/instants.py). A selector that judges by a moving window has none: those that are
declared here are run again every minute, in each argument that some plate holds, and what differs is pressed. The
truth is the digest that lies with the plate, so a worker that was away for a week catches up by its first look.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction

from broadsheet.press import consequences
from broadsheet.press.consequences import Consequences
from broadsheet.press.models import Dependency
from broadsheet.press.selectors import Selector, parse

EVERY = 60.0  # seconds

_AGEING: list[Selector[..., Any]] = []


def ages(selector: Selector[..., Any]) -> None:
    """Declare that the selector's result changes by time alone. It should be cheap, and its arguments few."""
    if selector not in _AGEING:
        _AGEING.append(selector)


def let_age() -> int:
    """Make those plates dirty that hold an aged result; how many results differ."""
    held = [tag for selector in _AGEING for tag in _held(selector)]
    now = {tag: _digest(tag) for tag, _ in held}
    aged = {tag: now[tag] for tag, digest in held if digest != now[tag]}
    if aged:
        with transaction.atomic():
            consequences.the_desk()
            consequences.write(Consequences(digests=aged))
    return len(aged)


def _held(selector: Selector[..., Any]) -> set[tuple[str, str]]:
    """(tag, digest) of what plates hold of it."""
    tags = Dependency.objects.filter(tag__gte=f"{selector.name}(", tag__lt=f"{selector.name})")
    return set(tags.values_list("tag", "digest"))


def _digest(tag: str) -> str:
    found = parse(tag)
    return found[0].digest(found[1]) if found else ""


class Ageing:
    """`run` is called several times a second, and looks once a minute."""

    def __init__(self) -> None:
        self._next = 0.0

    def run(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            let_age()
