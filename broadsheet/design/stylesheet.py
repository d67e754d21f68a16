"""The one stylesheet of the paper, under a name that changes with its content."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

FILE = Path(__file__).parent / "static" / "design" / "paper.css"
PATTERN = r"/static/paper\.[0-9a-f]{16}\.css"


@lru_cache(maxsize=1)
def body() -> bytes:
    return FILE.read_bytes()


@lru_cache(maxsize=1)
def url() -> str:
    return f"/static/paper.{blake2b(body(), digest_size=8).hexdigest()}.css"
