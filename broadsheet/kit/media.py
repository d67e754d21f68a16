"""Originals, and the desk's own renditions of them: in a folder of the site, or in a bucket that several hosts share.

Nothing of them has a public path: `url` is the desk's, which asks who somebody is. What readers get is pressed.
"""

from __future__ import annotations

import errno
import mimetypes
import time
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.http import FileResponse, Http404
from django.utils.deconstruct import deconstructible
from django.utils.encoding import filepath_to_uri

from broadsheet.kit.buckets import Bucket, Patience

BELOW = "media/"
PATIENCE = Patience(connecting=3, reading=20, tries=2)
"""Somebody waits at the desk, or a page in the press."""
REMEMBERED = 60.0  # seconds for which a file that was seen in the bucket is taken to be there


@lru_cache(maxsize=2)
def _bucket(address: str, key: str, secret: str) -> Bucket:
    return Bucket(address, {"id": key, "secret": secret}, PATIENCE)


def bucket() -> Bucket | None:
    """The bucket of this site's media; None where they lie in a folder."""
    if not settings.MEDIA_TO:
        return None
    return _bucket(settings.MEDIA_TO, settings.S3["id"], settings.S3["secret"])


def _key(name: str) -> str:
    """Raises SuspiciousFileOperation for what climbs out: some servers and proxies would follow it."""
    if name.startswith("/") or ".." in name.split("/") or "\0" in name:
        raise SuspiciousFileOperation(f"{name!r} is no name of a file")
    return BELOW + name


@deconstructible
class BucketStorage(Storage):
    """Django's way to the bucket of media. Raises NotReached while that cannot be used, and FileNotFoundError for
    what is not there: a page whose picture cannot be fetched now waits, one whose picture is lost goes without."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}

    @property
    def _bucket(self) -> Bucket:
        found = bucket()
        assert found is not None
        return found

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise ValueError(f"{name} is in a bucket: it can be read and saved, not opened with {mode!r}")
        body = self._bucket.get(_key(name))
        if body is None:
            raise FileNotFoundError(errno.ENOENT, "it is not in the bucket", name)
        return File(BytesIO(body), name=name)

    def _save(self, name: str, content: IO[Any]) -> str:
        content.seek(0)
        body = content.read()
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._bucket.put(_key(name), body if isinstance(body, bytes) else body.encode(), media_type)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Always one by chance: two hosts may take a file of one name in the same moment."""
        stem, dot, suffix = name.rpartition(".")
        new = self.get_alternative_name(stem, dot + suffix) if dot else self.get_alternative_name(name, "")
        return super().get_available_name(new, max_length)

    def delete(self, name: str) -> None:
        self._seen.pop(name, None)
        self._bucket.remove(_key(name))

    def exists(self, name: str) -> bool:
        now = time.monotonic()
        if self._seen.get(name, 0.0) > now:
            return True
        if self._bucket.size(_key(name)) is None:
            return False
        if len(self._seen) > 10_000:
            self._seen.clear()
        self._seen[name] = now + REMEMBERED
        return True

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        below = f"{BELOW}{path.strip('/')}/" if path.strip("/") else BELOW
        names = [name.removeprefix(below) for name in self._bucket.listed(below)]
        folders = {name.partition("/")[0] for name in names if "/" in name}
        return sorted(folders), sorted(name for name in names if "/" not in name)

    def size(self, name: str) -> int:
        found = self._bucket.size(_key(name))
        if found is None:
            raise FileNotFoundError(errno.ENOENT, "it is not in the bucket", name)
        return found

    def url(self, name: str | None) -> str:
        return settings.MEDIA_URL + filepath_to_uri(name or "").lstrip("/")


def answer(name: str, headers: dict[str, str] | None = None) -> FileResponse:
    """A file of the desk, for whoever was found to be allowed to see it. Raises Http404, and NotReached."""
    try:
        file = default_storage.open(name, "rb")
    except (SuspiciousFileOperation, FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise Http404 from error
    except ValueError as error:  # a zero byte, or no name at all
        raise Http404 from error
    return FileResponse(file, headers=headers)
