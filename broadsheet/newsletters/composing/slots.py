"""What differs from reader to reader in an issue, as it stands in the text before it is spliced.

A slot is a name between two private-use characters: no escaping touches it and nobody types it.
"""

from __future__ import annotations

import re

ADDRESS, UNSUBSCRIBE, PREFERENCES = "address", "unsubscribe", "preferences"
NAMES = (ADDRESS, UNSUBSCRIBE, PREFERENCES)
"""`address` is the reader's own; the others are whole URLs of the reader's own."""

PATTERN = re.compile("\ue000([a-z_]+)\ue001")


_MARKS = dict.fromkeys(map(ord, "\ue000\ue001"))


def without(text: str) -> str:
    """A text from outside, in which nothing is a slot: else a link in it could carry a reader's own address away."""
    return text.translate(_MARKS)


def mark(name: str) -> str:
    """The slot as it is written into HTML, plain text and headers."""
    return f"\ue000{name}\ue001"
