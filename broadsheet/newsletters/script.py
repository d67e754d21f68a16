"""The newsletters' modules, under names that change with their content."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from broadsheet.kit import scripts

FOLDER = Path(__file__).parent / "static" / "newsletters"
FORMS, HAND = "letters", "hand"
"""What serves the sign-up forms of a page; what marks a button that was pressed by hand, on answers to one reader."""
NAMES = (FORMS, HAND)
PATTERN = rf"/static/(?:{'|'.join(NAMES)})\.[0-9a-f]{{16}}\.js"


@lru_cache(maxsize=len(NAMES))
def body(name: str) -> bytes:
    return scripts.read(FOLDER / f"{name}.js")


@lru_cache(maxsize=len(NAMES))
def url(name: str = FORMS) -> str:
    return f"/static/{name}.{blake2b(body(name), digest_size=8).hexdigest()}.js"
