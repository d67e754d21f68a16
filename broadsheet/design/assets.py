"""The files of the paper's look: one stylesheet and its fonts, under names that change with their content."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

PATTERN = r"/static/(?:paper|brygada-[a-z-]+)\.[0-9a-f]{16}\.(?:css|woff2)"

_FOLDER = Path(__file__).parent / "static" / "design"
_STYLESHEET = "paper.css"
_FONT = re.compile(r"url\(fonts/([a-z-]+\.woff2)\)")
_SCRIPTS = {"ar": "", "fa": "", "he": "", "uk": "cyrillic", "bg": "cyrillic", "el": "greek"}
"""Which font most of a language's text is in; Latin letters where nothing is said."""


def all_files() -> dict[str, bytes]:
    """{URL: bytes}, the stylesheet first."""
    return _files()


def stylesheet() -> str:
    """The URL of the paper's stylesheet."""
    return next(iter(_files()))


def fonts(language: str, nameplate: str) -> list[str]:
    """URLs of the fonts that pages in this language (BCP 47 tag) need first; none when it is in none of ours."""
    script = _SCRIPTS.get(language.split("-")[0], "latin")
    wanted = {script} - {""} | ({"latin"} if re.search("[A-Za-z]", nameplate) else set())
    return [_fonts()[f"brygada-{name}.woff2"] for name in sorted(wanted)]


@lru_cache(maxsize=1)
def _files() -> dict[str, bytes]:
    bodies = {url: (_FOLDER / "fonts" / name).read_bytes() for name, url in _fonts().items()}
    return {_named(_STYLESHEET, _style()): _style(), **bodies}


@lru_cache(maxsize=1)
def _fonts() -> dict[str, str]:
    """{file name: URL}."""
    return {path.name: _named(path.name, path.read_bytes()) for path in sorted((_FOLDER / "fonts").glob("*.woff2"))}


def _style() -> bytes:
    """The stylesheet with the fonts' public names in it."""
    text = (_FOLDER / _STYLESHEET).read_text(encoding="utf-8")
    return _FONT.sub(lambda found: f"url({_fonts()[found[1]]})", text).encode()


def _named(name: str, body: bytes) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"/static/{stem}.{blake2b(body, digest_size=8).hexdigest()}.{suffix}"
