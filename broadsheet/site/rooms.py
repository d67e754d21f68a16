"""The rooms that are Django apps, from the top floor down."""

from __future__ import annotations

import os
from importlib.util import find_spec

FLOORS = (
    ("desk", "transfer"),
    ("fronts",),
    ("briefs",),
    ("stories",),
    ("sections", "pictures", "people", "sourcing"),
    ("press",),
    ("release", "design"),
)


def _is_app(room: str) -> bool:
    name = f"broadsheet.{room}"
    if room in os.environ.get("WITHOUT_ROOMS", ""):
        return False
    return find_spec(name) is not None and find_spec(f"{name}.apps") is not None


INSTALLED = [f"broadsheet.{room}" for floor in FLOORS for room in floor if _is_app(room)]
