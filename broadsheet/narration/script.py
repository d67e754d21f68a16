"""The player's modules, under names that change with their content."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from broadsheet.kit import scripts

FOLDER = Path(__file__).parent / "static" / "narration"
PLAYER, READING, PLAYLIST = "player", "reading", "playlist"
"""What every page with a player has; what is fetched when somebody listens; what the listening page has besides."""
NAMES = (PLAYER, READING, PLAYLIST)
PATTERN = rf"/static/(?:{'|'.join(NAMES)})\.[0-9a-f]{{16}}\.js"


@lru_cache(maxsize=len(NAMES))
def body(name: str) -> bytes:
    return scripts.read(FOLDER / f"{name}.js")


@lru_cache(maxsize=len(NAMES))
def url(name: str) -> str:
    return f"/static/{name}.{blake2b(body(name), digest_size=8).hexdigest()}.js"
