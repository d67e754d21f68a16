"""The rooms that are Django apps, from the top floor down; `transfer` and `edge` are none."""

from __future__ import annotations

INSTALLED = [
    f"broadsheet.{room}"
    for room in (
        "desk",
        "running",
        "readership",
        "newsletters",
        "narration",
        "fronts",
        "syndication",
        "search",
        "briefs",
        "updates",
        "amends",
        "previews",
        "stories",
        "sections",
        "pictures",
        "people",
        "sourcing",
        "proofreading",
        "staff",
        "press",
        "live",
        "release",
        "design",
    )
]
