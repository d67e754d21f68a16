"""The one place that decides what a request gets, for the protocol class and for the plain ASGI application.

In this order: a plate in memory, a plate on disk, a dynamic prefix (Django), a URL that is due, moved, gone,
the same path with a slash at its end, the pressed 404. No database is asked, and no list of plates is kept:
the folder is the truth, and looking there for a name that does not exist costs microseconds.
"""

from __future__ import annotations

import http
import itertools
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

from broadsheet.edge.answers import HSTS, NOT_STORED, Answer, FilePart, Header, redirect, refusal, sentence, sized
from broadsheet.edge.memory import Memory
from broadsheet.edge.plates import Plate, file_stamp, open_plate
from broadsheet.edge.routes import Routes
from broadsheet.kit import refusal as refusals
from broadsheet.kit.plate_tags import tag_of
from broadsheet.press.folder import CODINGS, Folder, PathRefused, canonical, relative

logger = logging.getLogger(__name__)

CACHE_CONTROL = "public, max-age=0, s-maxage=60"
RAIL_CONTROL = b"public, max-age=0, s-maxage=10"
"""Of rails, which pages that no stream reaches ask for again and again."""
RAIL = re.compile(r"^(/[a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?/rails/[-a-z0-9]+[.](html|json)$")
ALLOWED = (b"allow", b"GET, HEAD")
NOT_FOUND = sentence(404, "There is no such page.")
UNREADABLE = sentence(503, "This page cannot be read just now. Please try again.", (b"retry-after", b"5"))
LARGEST_IN_MEMORY = 1 << 20  # bytes; what is larger is sent from its file

REASONS = {
    400: "This request cannot be understood.",
    408: "The request took too long to arrive. Please try again.",
    413: "That is more than is taken here at once.",
    431: "The head of this request is longer than is taken here.",
    500: "Something went wrong here. Please try again in a moment.",
}
"""What is said with a status where nothing closer is known."""

PLATES_ONLY = "So many are reading just now that nothing but pages is served. Please try again in a few minutes."
OF_STAFF = ("/desk/", "/static/", "/healthz", "/metrics")
"""What is answered also while plates alone are served: the newsroom works on, and whoever watches still sees."""
_AGAIN_SOON = (b"retry-after", b"180")
_NEVER_A_PLATE = (b"/index.html", *(suffix.encode() for suffix in CODINGS.values()))
LANGUAGE = re.compile(r"/[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?/")
_LOCATION_SAFE = "/:?#[]@!$&'()*+,;=-._~%"
_READING = frozenset((b"GET", b"HEAD"))
_TRIES = 3


class Elsewhere(Enum):
    DJANGO = "a dynamic prefix"


DJANGO = Elsewhere.DJANGO


@dataclass(frozen=True, slots=True)
class Due:
    """A plate that is known and not pressed yet."""

    url: str


Decision = Answer | FilePart | Due | Elsewhere


class Edge:
    """What is served, and from where. `decide` belongs to the loop's thread, `refresh` to any."""

    def __init__(
        self,
        folder: Folder,
        *,
        press_now: Callable[[str], object] | None = None,
        memory: int = 256 << 20,
        cache_control: str = CACHE_CONTROL,
        hosts: frozenset[str] | None = None,
        https: bool = False,
        tagged: bool = False,
        page: Callable[[str, str], bytes] = refusals.page,
    ) -> None:
        """`press_now` presses one due URL, in a thread, and returns when it lies on disk (or is not to be); False
        when it cannot be had now.

        `memory` is in bytes. `hosts` are the names served, without port; None serves any. `https`: readers come by
        it alone, and browsers are told so. `tagged`: what is on disk names its tag to the cache in front.
        `page(title, sentence)` is the HTML that says why a request is refused.
        """
        self.folder, self.press_now, self._page = folder, press_now, page
        self.hosts = None if hosts is None else frozenset(host.lower().encode() for host in hosts)
        self.memory = Memory(memory)
        self.routes = Routes(folder)
        self.generation = 0
        self._generations = itertools.count(1)
        self._cache_control = cache_control.encode()
        self._always, self._tagged = ((HSTS,) if https else ()), tagged
        self._largest = min(LARGEST_IN_MEMORY, memory // 8)
        self._plates, self._gone, self._moved = str(folder.plates), str(folder.gone), str(folder.moved)

    def refuse(self, status: int, text: str = "", *headers: Header) -> Answer:
        """The page that says why, in `text` or in the sentence of the status."""
        phrase = http.HTTPStatus(status).phrase.capitalize()
        return refusal(status, self._page(phrase, text or REASONS.get(status, f"{phrase}.")), *headers)

    def refresh(self) -> None:
        """Have every file looked at again when it is next asked for: something was pressed. Thread-safe.

        Two threads may set the numbers in the wrong order, but never back to one that was in use before.
        """
        self.generation = next(self._generations)

    def decide(
        self, method: bytes, target: bytes, headers: Mapping[bytes, bytes], *, pressed: bool = False
    ) -> Decision:
        """What a request gets; `target` is path and query as they came, names of `headers` are lower case.

        `pressed` says that a Due was followed already.
        """
        path, _, query = target.partition(b"?")
        plate = self.memory.get(path)
        try:
            if plate is not None and plate.checked != self.generation:
                plate = self._still(path, plate)
            if plate is not None and method in _READING:
                return plate.answer(method, headers)
            return self._search(method, path, query, headers, pressed)
        except FileNotFoundError:
            return self._again(method, target, headers, pressed)
        except OSError as error:
            logger.error("%s cannot be read in the press folder: %s", target[:200].decode("latin1"), error)
            return _unreadable(method)

    def _again(self, method: bytes, target: bytes, headers: Mapping[bytes, bytes], pressed: bool) -> Decision:
        """A plate vanished between two looks at it."""
        path, _, query = target.partition(b"?")
        for _ in range(_TRIES):
            self.refresh()
            try:
                return self._search(method, path, query, headers, pressed)
            except FileNotFoundError:
                continue
            except OSError as error:
                logger.error("%s cannot be read in the press folder: %s", target[:200].decode("latin1"), error)
                break
        return _unreadable(method)

    def _search(
        self, method: bytes, path: bytes, query: bytes, headers: Mapping[bytes, bytes], pressed: bool
    ) -> Decision:
        now = self.generation
        if self.routes.bare(now).hold_raw(path):
            return self._dynamic(method, path.decode("latin1"))
        try:
            url = canonical(path)
        except PathRefused:
            return self._missing(method, "/", headers)
        dynamic = self.routes.dynamic(now).hold(url)
        plate = self._plate(url)
        if plate is not None and (method in _READING or not dynamic):
            return plate.answer(method, headers) if method in _READING else _not_allowed()
        if dynamic:
            return self._dynamic(method, url)
        if not pressed and self.press_now is not None and url in self.routes.due(now):
            return Due(url) if method in _READING else _not_allowed()
        return self._gone_elsewhere(method, url, query, headers)

    def _dynamic(self, method: bytes, path: str) -> Answer | Elsewhere:
        if path.startswith(OF_STAFF) or not self.routes.plates_only(self.generation):
            return DJANGO
        answer = self.refuse(503, PLATES_ONLY, _AGAIN_SOON)
        return answer.without_body() if method == b"HEAD" else answer

    def _gone_elsewhere(
        self, method: bytes, url: str, query: bytes, headers: Mapping[bytes, bytes]
    ) -> Answer | FilePart:
        name = relative(url)
        if file_stamp(f"{self._moved}/{name.removesuffix('index.html').rstrip('/')}/.to") is not None:
            found = self.folder.redirect(url)
            if found is not None:
                return redirect(found[0], _location(found[1]), self._cache_control)
        tombstone = self._tombstone(url)
        if tombstone is not None:
            return tombstone.answer(method, headers)
        if not url.endswith("/") and self._exists(url + "/"):
            to = url.encode() + b"/" + (b"?" + query if query else b"")
            return redirect(308, _location(to.decode("latin1")), self._cache_control)
        return self._missing(method, url, headers)

    def _exists(self, url: str) -> bool:
        now = self.generation
        known = self.routes.dynamic(now).hold(url) or self._plate(url) is not None or url in self.routes.due(now)
        return known or self._tombstone(url) is not None

    def _tombstone(self, url: str) -> Plate | None:
        key = url.encode()
        if key.endswith(_NEVER_A_PLATE):
            return None
        return self._remembered(b"gone " + key, f"{self._gone}/{relative(url)}", url, 410)

    def _missing(self, method: bytes, url: str, headers: Mapping[bytes, bytes]) -> Answer | FilePart:
        """The pressed 404 of the path's language, or of the paper, or one sentence."""
        language = LANGUAGE.match(url)
        plate = self._plate(f"{language[0]}404.html") if language else None
        plate = plate or self._plate("/404.html")
        if plate is not None:
            return plate.answer(method, headers)
        return NOT_FOUND.without_body() if method == b"HEAD" else NOT_FOUND

    def _plate(self, url: str) -> Plate | None:
        key = url.encode()
        if key.endswith(_NEVER_A_PLATE):
            return None
        status = 404 if url.endswith("/404.html") else 200
        return self._remembered(key, f"{self._plates}/{relative(url)}", url, status)

    def _remembered(self, key: bytes, path: str, url: str, status: int) -> Plate | None:
        """The plate from memory, looked at once a generation, or from its file."""
        plate = self.memory.get(key)
        if plate is not None and plate.checked != self.generation:
            plate = self._still(key, plate)
        if plate is not None:
            return plate
        control = RAIL_CONTROL if RAIL.match(url) else self._cache_control
        more = (*self._always, *tags(url)) if self._tagged else self._always
        plate = open_plate(path, url, status, control, self._largest, more)
        if plate is not None:
            plate.checked = self.generation
            self.memory.put(key, plate)
        return plate

    def _still(self, key: bytes, plate: Plate) -> Plate | None:
        """The plate, if its file is still the one that was read."""
        if not plate.current():
            self.memory.drop(key)
            return None
        plate.checked = self.generation
        self.memory.touch(key)
        return plate


def tags(url: str) -> tuple[Header, ...]:
    """By what a cache in front is told later that it changed."""
    tag = tag_of(url).encode()
    return (b"surrogate-key", tag), (b"cache-tag", tag)


def _not_allowed() -> Answer:
    return sized(405, (ALLOWED, *NOT_STORED), 0)


def _unreadable(method: bytes) -> Answer:
    return UNREADABLE.without_body() if method == b"HEAD" else UNREADABLE


def _location(to: str) -> bytes:
    return quote(to, safe=_LOCATION_SAFE).encode()
