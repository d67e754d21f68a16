"""Scripts as readers get them: the budget of a page has no room for comments, indents and line ends."""

from __future__ import annotations

from pathlib import Path

from rjsmin import jsmin


def read(file: Path) -> bytes:
    """Names stay as they are: an error in a reader's browser names the code that we know. See docs/decisions/0096."""
    return jsmin(file.read_bytes())
