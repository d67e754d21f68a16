"""The press folder on disk: the one contract between whoever presses and whoever serves.

    press/
      plates/<path>/index.html  (+ .gz .br .zst)   a page; `/rails/x.json` lies at plates/rails/x.json
      gone/<path>/index.html    (+ .gz .br .zst)   what was killed: answered with 410
      moved/<path>/.to                             "301 /new/path/": a redirect with one of MOVES
      due                                          URLs that are known and not pressed yet, one a line
      dynamic                                      path prefixes that Django answers, one a line
      plates-only                                  while it is there, of what is dynamic only the desk is answered
      epoch                                        changes after every batch of switched files
      held                                         touched when all of this was last held against the ledger
      tmp/                                         half-written things, never served

A server needs nothing else: no database, no Python. Every file appears by rename, its compressed siblings
before it, so a reader never sees half of one. Names on disk are the percent-decoded UTF-8 path, which is
what nginx looks for.
"""

from __future__ import annotations

import gzip
import os
import re
import tempfile
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import brotli
import zstandard

CODINGS = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}
"""Content codings that a plate may lie ready in, with the suffix of the sibling file."""

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
COMPRESSED = frozenset({".html", ".json", ".xml", ".txt", ".css", ".csv", ".js", ".svg", ".vtt", ".webmanifest"})
MOVES = (301, 302, 307, 308)
"""How a redirect may be answered: for good (301, and 308 whatever the method), or for now (302, 307)."""

SMALLEST_COMPRESSED = 400  # bytes; below this a coding costs more in headers than it saves
LONGEST_SEGMENT, LONGEST_PATH = 200, 600  # bytes; a file name may have 255, and a suffix comes on top

_BAD = re.compile(rb"[\x00-\x1f\x7f/\\]")
_SAFE = "-._~!$&'()*+,;=:@"


class PathRefused(ValueError):
    """The path cannot be a plate: it climbs, hides, is empty in the middle, too long, or not UTF-8."""


def canonical(url: bytes) -> str:
    """The one spelling of a request path (bytes as they came, without query): percent-encoded UTF-8.

    Raises PathRefused for `..`, `//`, encoded slashes, control characters, hidden names and what is too long.
    A name that begins with a dot is refused, save for `.well-known` (RFC 8615).
    """
    if not url.startswith(b"/") or len(url) > 3 * LONGEST_PATH:
        raise PathRefused(f"{url[:80]!r} is no path of this paper")
    *parts, last = url[1:].split(b"/")
    names = [_segment(part) for part in parts]
    if last:
        names.append(_segment(last))
    path = "/" + "/".join(quote(name, safe=_SAFE) for name in names)
    return path if last or not parts else path + "/"


def _segment(raw: bytes) -> str:
    name = unquote_to_bytes(raw)
    if not name or len(name) > LONGEST_SEGMENT or _BAD.search(name):
        raise PathRefused(f"{raw[:80]!r} is no name in a path")
    if name.startswith(b".") and name != b".well-known":
        raise PathRefused(f"{raw[:80]!r} is hidden")
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise PathRefused(f"{raw[:80]!r} is not UTF-8") from error


def relative(url: str) -> str:
    """Where the plate of a canonical URL lies below `plates/` or `gone/`."""
    path = unquote_to_bytes(url).decode().lstrip("/")
    return path + "index.html" if path == "" or path.endswith("/") else path


def plain_of(name: str) -> str:
    """The name of the plain file whose compressed sibling this may be."""
    return name.removesuffix(next((suffix for suffix in CODINGS.values() if name.endswith(suffix)), ""))


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes of a plate with its compressed siblings, as they lie on disk: {"": plain, "br": …}."""

    variants: dict[str, bytes]

    @property
    def plain(self) -> bytes:
        return self.variants[""]


_local = threading.local()


def _zstd(body: bytes) -> bytes:
    """Level 7 makes pages as small as level 9 does, in a third of the time; and a compressor is costly to make."""
    if not hasattr(_local, "zstd"):
        _local.zstd = zstandard.ZstdCompressor(level=7)
    packed: bytes = _local.zstd.compress(body)
    return packed


def pack(body: bytes, suffix: str) -> Packed:
    """Compress `body` three ways when its kind of file (`.html`, …) gains by it."""
    if suffix not in COMPRESSED or len(body) < SMALLEST_COMPRESSED:
        return Packed({"": body})
    return Packed(
        {
            "zstd": _zstd(body),
            "br": brotli.compress(body, quality=5),
            "gzip": gzip.compress(body, 6, mtime=0),
            "": body,
        }
    )


class Folder:
    """The press folder of one site. Safe to use from many threads and processes at once."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self.plates, self.gone, self.moved = self.root / "plates", self.root / "gone", self.root / "moved"
        self.tmp = self.root / "tmp"
        self.epoch_file, self.due_file, self.dynamic_file = (self.root / name for name in ("epoch", "due", "dynamic"))
        self.plates_only_file, self.held_file = self.root / "plates-only", self.root / "held"

    def make(self) -> None:
        """Create the empty tree. Raises OSError when the place cannot be written."""
        for place in (self.plates, self.gone, self.moved, self.tmp):
            place.mkdir(parents=True, exist_ok=True)
        self.tmp.chmod(0o700)

    # -- writing, by the press

    def put(self, url: str, packed: Packed, *, gone: bool = False) -> bool:
        """Write a plate (or a tombstone); False when the same bytes lay there already.

        Raises OSError (disk full, not writable): then the old plate is still whole.
        """
        if self.holds(url, packed, gone=gone):
            return False
        staged = self.stage(packed)
        try:
            self.switch(url, staged, gone=gone)
        finally:
            discard(staged)
        return True

    def holds(self, url: str, packed: Packed, *, gone: bool = False) -> bool:
        """Whether these very bytes lie there."""
        target = (self.gone if gone else self.plates) / relative(url)
        return _read(target) == packed.plain and self._siblings_match(target, packed)

    def _siblings_match(self, target: Path, packed: Packed) -> bool:
        """By their bytes: a crash between two renames leaves the siblings of a later version."""
        return all(_read(_sibling(target, coding)) == packed.variants.get(coding) for coding in CODINGS)

    def stage(self, packed: Packed) -> dict[str, Path]:
        """Write the variants under tmp/ and return their places. Only we may read them: they may be under embargo."""
        staged: dict[str, Path] = {}
        try:
            for coding, data in packed.variants.items():
                handle, name = tempfile.mkstemp(dir=self.tmp)
                staged[coding] = Path(name)
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
        except OSError:
            discard(staged)
            raise
        return staged

    def switch(self, url: str, staged: dict[str, Path], *, gone: bool = False) -> None:
        """Rename staged variants into place: siblings first, the plain file last."""
        target = (self.gone if gone else self.plates) / relative(url)
        target.parent.mkdir(parents=True, exist_ok=True)
        for file in staged.values():
            file.chmod(0o644)
        for coding in CODINGS:
            if coding in staged:
                staged[coding].replace(_sibling(target, coding))
            else:
                _sibling(target, coding).unlink(missing_ok=True)
        staged[""].replace(target)
        staged.clear()

    def has(self, url: str, *, gone: bool = False) -> bool:
        return ((self.gone if gone else self.plates) / relative(url)).is_file()

    def remove(self, url: str, *, gone: bool = False) -> bool:
        """Take a plate (or tombstone) away, the plain file first; True when there was one."""
        top = self.gone if gone else self.plates
        target = top / relative(url)
        found = target.exists()
        for path in (target, *(_sibling(target, coding) for coding in CODINGS)):
            path.unlink(missing_ok=True)
        _prune(target.parent, top)
        return found

    def move(self, url: str, to: str, status: int = 301) -> bool:
        """Redirect `url` to `to`, with one of MOVES; False when it did already."""
        if status not in MOVES:
            raise ValueError(f"{url} cannot redirect with {status}: only with {', '.join(map(str, MOVES))}")
        target, line = self.moved_file(url), f"{status} {to}\n".encode()
        if _read(target) == line:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        self._write_small(target, line)
        return True

    def unmove(self, url: str) -> bool:
        target = self.moved_file(url)
        found = target.exists()
        target.unlink(missing_ok=True)
        _prune(target.parent, self.moved)
        return found

    def moved_file(self, url: str) -> Path:
        return self.moved / unquote_to_bytes(url).decode().strip("/") / ".to"

    def sweep(self, older: timedelta) -> None:
        """Remove half-written files that somebody left who died."""
        end = time.time() - older.total_seconds()
        for file in self.tmp.iterdir():
            with suppress(FileNotFoundError):  # another worker sweeps too
                if file.stat().st_mtime < end:
                    file.unlink()

    def retire(self, url: str) -> None:
        """Nothing stands there any more, but pages that were pressed before may still ask for it: it is left for
        `sweep_retired`."""
        with suppress(FileNotFoundError):
            os.utime(self.plates / relative(url))

    def sweep_retired(self, below: str, standing: Collection[str], older: timedelta) -> list[str]:
        """Remove what was retired so long ago below the URL `below`; `standing` are the URLs there that were not."""
        end, gone = time.time() - older.total_seconds(), []
        for file in sorted((self.plates / relative(below).removesuffix("index.html")).glob("*")):
            url = below + quote(file.name)
            if file.suffix not in CODINGS.values() and url not in standing and file.stat().st_mtime < end:
                gone.append(url)
        for url in gone:
            self.remove(url)
        return gone

    def bump(self) -> None:
        """Say that files changed: a server that sees another epoch looks at its files again."""
        self._write_small(self.epoch_file, os.urandom(8).hex().encode())

    def write_due(self, urls: Iterable[str]) -> None:
        self._write_small(self.due_file, "".join(f"{url}\n" for url in urls).encode())

    def write_dynamic(self, prefixes: Iterable[str]) -> None:
        self._write_small(self.dynamic_file, "".join(f"{prefix}\n" for prefix in prefixes).encode())

    def only_plates(self, why: str) -> None:
        """Serve plates alone from now on, or all again when `why` is empty; `why` is a line for whoever asks."""
        if why:
            self._write_small(self.plates_only_file, f"{why}\n".encode())
        else:
            self.plates_only_file.unlink(missing_ok=True)
        self.bump()

    def _write_small(self, target: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self.tmp)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    # -- reading, by the edge

    def redirect(self, url: str) -> tuple[int, str] | None:
        """(one of MOVES, where to) when `url` has moved."""
        line = _read(self.moved_file(url))
        if line is None:
            return None
        status, _, to = line.decode().strip().partition(" ")
        return int(status), to

    def plates_only(self) -> str:
        """Why plates alone are served; empty while everything is."""
        return (_read(self.plates_only_file) or b"").decode().strip()

    def due(self) -> frozenset[str]:
        return frozenset((_read(self.due_file) or b"").decode().split())

    def dynamic(self) -> tuple[str, ...]:
        return tuple((_read(self.dynamic_file) or b"").decode().split())

    def walk(self) -> Iterator[tuple[str, str, Path]]:
        """Every served thing: ("plates" | "gone" | "moved", path below it, file), siblings included. Folder by
        folder: of a large paper there are millions."""
        for top in (self.plates, self.gone, self.moved):
            for place, folders, files in os.walk(top):
                folders.sort()
                for name in sorted(files):
                    file = Path(place, name)
                    yield top.name, file.relative_to(top).as_posix(), file


def discard(staged: dict[str, Path]) -> None:
    """Throw away what was staged and not switched."""
    for path in staged.values():
        path.unlink(missing_ok=True)


def _sibling(target: Path, coding: str) -> Path:
    return target.with_name(target.name + CODINGS[coding])


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _prune(folder: Path, top: Path) -> None:
    """Remove folders that became empty, up to `top`."""
    while folder != top:
        try:
            folder.rmdir()
        except OSError:  # not empty, or another presser was faster
            return
        folder = folder.parent
