"""What may be shown from elsewhere, and where its player is. Of all other providers a story has the link alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from broadsheet.kit.policy import PLAYERS

_YOUTUBE = re.compile(r"[\w-]{6,20}")
_VIMEO = re.compile(r"/(?:video/)?(\d{4,12})(?:/([0-9a-f]{6,16}))?/?")


@dataclass(frozen=True, slots=True)
class Embedded:
    """`player` is the address to frame, "" when there is none."""

    provider: str
    url: str
    player: str = ""


def embedded(url: str) -> Embedded | None:
    """None for what is no web address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname.removeprefix("www.").removeprefix("m.")
    provider, player = _KNOWN.get(host, (host, _nothing))
    return Embedded(provider, parts.geturl(), player(parts.path, parts.query))


def _youtube(path: str, query: str) -> str:
    key = parse_qs(query).get("v", [""])[0]
    for start in ("/shorts/", "/embed/", "/live/"):
        key = path.removeprefix(start) if path.startswith(start) else key
    return _youtube_player(key.strip("/"))


def _short_youtube(path: str, query: str) -> str:
    return _youtube_player(path.strip("/"))


def _youtube_player(key: str) -> str:
    return f"{PLAYERS[0]}/embed/{key}" if _YOUTUBE.fullmatch(key) else ""


def _vimeo(path: str, query: str) -> str:
    found = _VIMEO.fullmatch(path)
    if found is None:
        return ""
    private = f"&h={found[2]}" if found[2] else ""
    return f"{PLAYERS[1]}/video/{found[1]}?dnt=1{private}"


def _nothing(path: str, query: str) -> str:
    return ""


_KNOWN: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "youtube.com": ("YouTube", _youtube),
    "youtube-nocookie.com": ("YouTube", _youtube),
    "youtu.be": ("YouTube", _short_youtube),
    "vimeo.com": ("Vimeo", _vimeo),
    "player.vimeo.com": ("Vimeo", _vimeo),
}
