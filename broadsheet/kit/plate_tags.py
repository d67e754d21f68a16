"""By which tag a cache knows everything that it kept of a path, whatever the query was."""

from __future__ import annotations


def tag_of(path: str) -> str:
    """The canonical path itself, in printable ASCII; a comma would end it in `Cache-Tag`."""
    return path.replace(",", "%2C")
