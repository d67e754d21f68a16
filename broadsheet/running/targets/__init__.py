"""Where backups go: a folder, another machine over SSH, or S3. One file each; `at` chooses by the address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from broadsheet.running.targets.base import NotReached, Target
from broadsheet.running.targets.folder import Folder
from broadsheet.running.targets.s3 import Bucket
from broadsheet.running.targets.ssh import Machine

__all__ = ["NotReached", "Target", "at", "fetch"]


def at(address: str, site: Path, secrets: Mapping[str, str] | None = None) -> Target:
    """`address`: a folder (from the site's own), `ssh://user@host:port/folder`,
    `s3://bucket/folder?endpoint=https://…&region=…`. `secrets`: {"id": …, "secret": …} of S3, empty for what its
    library finds by itself. Raises NotReached."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    if parts.scheme == "ssh":
        return Machine(site, parts.hostname or "", path, user=parts.username or "", port=parts.port or 22)
    if parts.scheme == "s3":
        return Bucket(site, address, secrets or {})
    return Folder(site / address)


def fetch(address: str, place: Path) -> Path:
    """A backup that lies elsewhere, brought into the folder `place`. Raises NotReached."""
    head, _, query = address.partition("?")
    above, _, name = head.rpartition("/")
    target = at(f"{above}?{query}" if query else above, place)
    target.fetch(name, place / name)
    return place / name
