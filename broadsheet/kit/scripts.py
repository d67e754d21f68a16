"""Scripts as readers get them: the budget of a page has no room for what is said to whoever reads the code."""

from __future__ import annotations

import re
from pathlib import Path

_COMMENTS = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)


def read(file: Path) -> bytes:
    """Without the lines that are comments and nothing else."""
    return _COMMENTS.sub(b"", file.read_bytes())
