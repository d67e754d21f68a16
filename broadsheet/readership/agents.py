"""What a User-Agent says of who asks: a program, or a reader with a device of some class."""

from __future__ import annotations

import re
from enum import IntEnum

from crawleruseragents import is_crawler


class Agent(IntEnum):
    BOT = 0
    PHONE = 1
    TABLET = 2
    DESKTOP = 3
    OTHER = 4
    QUIET = 5
    """A reader who asks not to be followed: counted as a view, and nowhere else."""


LONGEST = 512  # bytes that are looked at
_TABLET = re.compile(r"iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Kindle|Android(?!.*Mobi)")
_PHONE = re.compile(r"Mobi|iPhone|iPod|Windows Phone|Opera Mini")
_DESKTOP = re.compile(r"Windows NT|Macintosh|X11|CrOS|Linux (x86|i686|aarch64)|Wayland")
_NO_BROWSER = re.compile(r"^(?!Mozilla/|Opera/|Opera |Lynx|Links|w3m|ELinks|Dillo|NetSurf)")


def agent(said: bytes) -> Agent:
    """What names itself as no browser does is a program, known to the list or not."""
    text = said[:LONGEST].decode("latin1")
    if _NO_BROWSER.match(text) or is_crawler(text):
        return Agent.BOT
    for pattern, found in ((_TABLET, Agent.TABLET), (_PHONE, Agent.PHONE), (_DESKTOP, Agent.DESKTOP)):
        if pattern.search(text):
            return found
    return Agent.OTHER
