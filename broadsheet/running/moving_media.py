"""Brings originals, documents and recordings from a site's folder into a bucket, for several hosts. What is there
with the same size is left alone, so that it can be done twice: while the paper works, and again when it is
switched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from broadsheet.kit.buckets import Bucket
from broadsheet.kit.media import BELOW, PATIENCE

SHELVES = {"recordings": "narration/recordings", "readings": "narration/readings", "imports": "imports"}
"""Names of shelves in the bucket, with their folders in the site."""


def files() -> Iterator[tuple[str, Path]]:
    """(name in the bucket, where it lies). Hidden files are half-made."""
    places = {BELOW: Path(settings.MEDIA_ROOT)}
    places |= {f"shelves/{name}/": settings.SITE / folder for name, folder in SHELVES.items()}
    for below, folder in places.items():
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder)
            if file.is_file() and not any(part.startswith(".") for part in name.parts):
                yield below + name.as_posix(), file


def move(address: str) -> Iterator[tuple[str, bool]]:
    """Bring each file there; its name, and whether it was not there yet. Raises NotReached."""
    bucket = Bucket(address, settings.S3, PATIENCE)
    for name, file in files():
        new = bucket.size(name) != file.stat().st_size
        if new:
            bucket.bring(file, name)
        yield name, new
