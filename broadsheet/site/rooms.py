"""The rooms that are Django apps, from the top floor down; `transfer` and `edge` are none."""

from __future__ import annotations

INSTALLED = [
    f"broadsheet.{room}"
    for room in (
        "desk",
        "fronts",
        "syndication",
        "briefs",
        "stories",
        "sections",
        "pictures",
        "people",
        "sourcing",
        "press",
        "release",
        "design",
    )
]
