"""A large file from the network: continued where it broke off, and there only when its checksum is right."""

from __future__ import annotations

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from broadsheet.narration.voices.catalogue import File

TRIES = 5
TIMEOUT = 60.0  # seconds without a byte
CHUNK = 2**18
CARD = 64 * 1024  # bytes of a text that are shown at most


class NotFetched(Exception):
    """The message is the one sentence to show."""


def part_of(file: File, folder: Path) -> Path:
    """Where a file lies until it is whole; named by the checksum, so that parts of others are never continued."""
    return folder / f".{file.name}.{file.sha256[:12]}.part"


def fetch(file: File, folder: Path, progress: Callable[[int], None], pause: float = 1.0) -> Path:
    """The whole, checked file under the name that part_of() gives. `progress` gets counts of bytes; `pause` seconds,
    doubled each time, pass before another try. Raises NotFetched, OSError where it cannot be written."""
    part = part_of(file, folder)
    folder.mkdir(parents=True, exist_ok=True)
    if part.exists():
        progress(part.stat().st_size)
    for n in range(TRIES):
        try:
            _continue(file, part, progress)
            break
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise NotFetched(f"{file.url} was refused: {error.code} {error.reason}.") from None
            reason = f"{error.code} {error.reason}"
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            reason = str(getattr(error, "reason", error)) or type(error).__name__
        if n == TRIES - 1:
            raise NotFetched(f"{file.url} cannot be fetched ({reason}); what came is kept, so try again.") from None
        time.sleep(pause * 2**n)
    _check(file, part)
    return part


def _continue(file: File, part: Path, progress: Callable[[int], None]) -> None:
    have = part.stat().st_size if part.exists() else 0
    if file.size and have >= file.size:
        return
    request = urllib.request.Request(_allowed(file.url), headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310  (_allowed: the web alone)
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT)  # noqa: S310  (_allowed: the web alone)
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:  # there is no more of it
            return
        raise
    with answer:
        continued = answer.status == 206
        if have and not continued:
            progress(-have)
        with part.open("ab" if continued else "wb") as out:
            while data := answer.read(CHUNK):
                out.write(data)
                progress(len(data))
        if answer.length:
            raise ConnectionError("the connection broke off")


def _allowed(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise NotFetched(f"{url} is no address of the web.")
    return url


def _check(file: File, part: Path) -> None:
    with part.open("rb") as data:
        found = hashlib.file_digest(data, "sha256").hexdigest()
    if found != file.sha256.lower():
        part.unlink()
        raise NotFetched(f"{file.url} is not the file that it should be: its sha256 is {found}, not {file.sha256}.")


def card(url: str) -> str:
    """A text to be shown. Raises NotFetched."""
    try:
        with urllib.request.urlopen(_allowed(url), timeout=TIMEOUT) as answer:  # noqa: S310  (_allowed: the web alone)
            return str(answer.read(CARD).decode("utf-8", "replace"))
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise NotFetched(f"{url} cannot be fetched ({getattr(error, 'reason', error)}).") from None
