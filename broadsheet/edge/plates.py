"""A plate in memory: read from its file when first asked for, with every head ready to send.

Each coding is a variant with an ETag of its own and is read when a client first wants it. The plain file is
looked at before its siblings are read, and the press renames it after them, so a variant may for an instant
be newer than the stamp of its plate, and is then read again; it is never older.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import PurePath

from broadsheet.edge.answers import PAGE, Answer, FilePart, Header, Stamp, sized
from broadsheet.edge.negotiation import Unsatisfiable, byte_range, codings, matches, unchanged
from broadsheet.kit.policy import DOCUMENT
from broadsheet.press.folder import CODINGS, COMPRESSED, MEDIA_TYPES

FOREVER = b"public, max-age=31536000, immutable"
HASHED = re.compile(r"^/static/.*[.-][0-9a-f]{12,64}\.[A-Za-z0-9]+$")
HOURLY_CONTROL = b"public, max-age=3600, s-maxage=60"
"""A picture can be killed, and its rights can end: a browser may keep it for an hour, no cache in between. The script
that shows a page where there is no network is asked for at each visit."""
HOURLY = re.compile(r"^(?:/media/.*[.-][0-9a-f]{12,64}(?:-\d+)?\.[A-Za-z0-9]+|/offline\.js)$")
_NO_SUCH_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EISDIR, errno.ENXIO}
_HOW_TO_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def _lifetime(url: str) -> bytes | None:
    """That of what is named by its content."""
    if HASHED.match(url):
        return FOREVER
    return HOURLY_CONTROL if HOURLY.match(url) else None


def file_stamp(path: str) -> Stamp | None:
    """None when there is no such regular file. Raises OSError when it cannot be told."""
    try:
        found = os.stat(path, follow_symlinks=False)  # noqa: PTH116  a Path costs more than the call
    except OSError as error:
        if error.errno in _NO_SUCH_FILE:
            return None
        raise
    return stamp_of(found) if stat.S_ISREG(found.st_mode) else None


def stamp_of(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_size, found.st_ino


def read_whole(path: str, largest: int) -> tuple[Stamp, bytes | None] | None:
    """Stamp and bytes of a regular file; no bytes when there are more than `largest`, None without a file."""
    try:
        handle = os.open(path, _HOW_TO_OPEN)
    except OSError as error:
        if error.errno in _NO_SUCH_FILE:
            return None
        raise
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None
        if found.st_size > largest:
            return stamp_of(found), None
        return stamp_of(found), os.read(handle, found.st_size)
    finally:
        os.close(handle)


class Variant:
    """One coding of a plate: the answers to GET and HEAD, the 304, and any part of it."""

    __slots__ = ("etag", "head", "headers", "path", "size", "stamp", "unchanged", "whole")

    def __init__(
        self, status: int, headers: tuple[Header, ...], path: str, stamp: Stamp, body: bytes | None, page: bool
    ) -> None:
        self.path, self.stamp, self.size = path, stamp, stamp[1] if body is None else len(body)
        self.etag = _etag(stamp, body)
        self.headers = (*headers, (b"etag", self.etag))
        self.head = sized(status, self.headers, self.size)
        self.whole: Answer | FilePart = (
            FilePart(self.head, path, stamp, 0, self.size, page)
            if body is None
            else Answer(status, self.head.headers, body, page=page)
        )
        kept = (b"cache-control", b"vary", b"etag")
        self.unchanged = Answer(304, tuple(header for header in self.headers if header[0] in kept), page=page)

    def part(self, start: int, stop: int) -> Answer | FilePart:
        span = b"bytes %d-%d/%d" % (start, stop - 1, self.size)
        head = sized(206, (*self.headers, (b"content-range", span)), stop - start)
        if isinstance(self.whole, FilePart):
            return FilePart(head, self.path, self.stamp, start, stop)
        return Answer(206, head.headers, self.whole.body[start:stop])

    def outside(self) -> Answer:
        return sized(416, (*self.headers, (b"content-range", b"bytes */%d" % self.size)), 0)


def _etag(stamp: Stamp, body: bytes | None) -> bytes:
    """By content, so that all processes and machines agree; of a large file by its stamp."""
    if body is None:
        return b'"%x-%x-%x"' % stamp
    return b'"%s"' % hashlib.blake2b(body, digest_size=12).hexdigest().encode()


class Plate:
    """All that is known of one file below `plates/` or `gone/`."""

    __slots__ = (
        "_choices",
        "_headers",
        "_largest",
        "_took",
        "_variants",
        "checked",
        "page",
        "path",
        "stamp",
        "status",
    )
    OVERHEAD = 4096
    """Bytes that a plate costs beside its bodies: heads, keys and objects."""

    def __init__(
        self, path: str, stamp: Stamp, status: int, headers: tuple[Header, ...], largest: int, *, page: bool = False
    ) -> None:
        """`page`: it is one of the paper's pages, whose readers are counted."""
        self.path, self.stamp, self.status, self._headers, self._largest = path, stamp, status, headers, largest
        self.page = page
        self.checked = 0
        self._took: Callable[[int], None] = lambda _: None
        self._variants: dict[str, Variant | None] = {}
        self._choices: dict[tuple[str, ...], Variant] = {}

    @property
    def weight(self) -> int:
        """Bytes of memory."""
        bodies = (variant.whole for variant in self._variants.values() if variant is not None)
        return self.OVERHEAD + sum(len(body.body) for body in bodies if isinstance(body, Answer))

    def on_growth(self, took: Callable[[int], None]) -> None:
        """Have `took` called with the bytes of every variant that is read from now on."""
        self._took = took

    def current(self) -> bool:
        """Whether the file is still the one that was read. Raises OSError."""
        return file_stamp(self.path) == self.stamp

    def answer(self, method: bytes, headers: Mapping[bytes, bytes]) -> Answer | FilePart:
        """What to answer; HEAD has no body. Raises OSError, FileNotFoundError when the plate has just gone."""
        wanted = codings(headers.get(b"accept-encoding", b""))
        variant = self._choices.get(wanted)
        if variant is None:
            variant = self._choose(wanted)
        if self.status == 200 and (b"if-none-match" in headers or b"range" in headers or b"if-match" in headers):
            return self._conditional(variant, method, headers)
        return variant.head if method == b"HEAD" else variant.whole

    def _conditional(self, variant: Variant, method: bytes, headers: Mapping[bytes, bytes]) -> Answer | FilePart:
        """The order is that of RFC 9110 §13.2.2. Dates play no part: a plate has an ETag and no date."""
        if_match, if_none_match = headers.get(b"if-match"), headers.get(b"if-none-match")
        if if_match is not None and not matches(if_match, variant.etag):
            return sized(412, variant.headers, 0)
        if if_none_match is not None and unchanged(if_none_match, variant.etag):
            return variant.unchanged
        if method == b"HEAD":
            return variant.head
        asked = headers.get(b"range")
        if asked is None or not self._in_parts(variant) or headers.get(b"if-range", variant.etag) != variant.etag:
            return variant.whole
        try:
            span = byte_range(asked, variant.size)
        except Unsatisfiable:
            return variant.outside()
        return variant.whole if span is None else variant.part(*span)

    def _in_parts(self, variant: Variant) -> bool:
        """Parts are given of the plain bytes only: nobody can resume a page compressed anew meanwhile."""
        return variant is self._variants.get("")

    def _choose(self, wanted: tuple[str, ...]) -> Variant:
        for coding in wanted:
            if coding not in self._variants:
                self._variants[coding] = read = self._read(coding)
                if read is not None and isinstance(read.whole, Answer):
                    self._took(read.size)
            variant = self._variants[coding]
            if variant is not None:
                self._choices[wanted] = variant
                return variant
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.path)

    def _read(self, coding: str) -> Variant | None:
        path = self.path + (CODINGS[coding] if coding else "")
        found = read_whole(path, self._largest)
        if found is None:
            return None
        stamp, body = found
        more = (b"content-encoding", coding.encode()) if coding else (b"accept-ranges", b"bytes")
        return Variant(self.status, (*self._headers, more), path, stamp, body, self.page)


def open_plate(
    path: str, url: str, status: int, cache_control: bytes, largest: int, more: tuple[Header, ...] = ()
) -> Plate | None:
    """The plate that lies in a file; None without one. Bodies over `largest` bytes stay on disk; `more` headers go
    with whatever it is."""
    stamp = file_stamp(path)
    if stamp is None:
        return None
    suffix = PurePath(path).suffix.lower()
    if status == 200:
        cache_control = _lifetime(url) or cache_control
    media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
    headers: tuple[Header, ...] = (
        (b"content-type", media_type.encode()),
        (b"cache-control", cache_control),
        (b"x-content-type-options", b"nosniff"),
        *(PAGE if DOCUMENT.match(media_type) else ()),
        *more,
    )
    if suffix in COMPRESSED:
        headers = (*headers, (b"vary", b"accept-encoding"))
    return Plate(path, stamp, status, headers, largest, page=status == 200 and url.endswith("/"))
