"""Files of a site that whichever host has work with them needs: recordings, readings, lists to be brought in.

They lie in a folder of the host that made them. Where media are in a bucket, they lie there as well, and another host
fetches what it needs. A file never changes under its name.
"""

from __future__ import annotations

import secrets
import shutil
from datetime import datetime
from pathlib import Path

from broadsheet.kit import media


class Shelf:
    """`name` is the shelf's own in the bucket; names of files are paths below `folder`, with slashes. What asks the
    bucket raises NotReached."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self._below = folder, f"shelves/{name}/"

    def share(self, *names: str) -> None:
        """Bring files that lie in the folder into the bucket, where there is one."""
        bucket = media.bucket()
        if bucket is not None:
            for name in names:
                bucket.bring(self.folder / name, self._below + name)

    def find(self, name: str) -> Path | None:
        """Where the file lies here, fetched if need be; None where there is none."""
        place, bucket = self.folder / name, media.bucket()
        if place.exists() or bucket is None:
            return place if place.exists() else None
        body = bucket.get(self._below + name)
        if body is None:
            return None
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        try:
            half.touch(0o600)  # what lies here may be addresses of readers
            half.write_bytes(body)
            half.replace(place)
        finally:
            half.unlink(missing_ok=True)
        return place

    def forget(self, name: str) -> None:
        """Remove what lies here of a file that the bucket has; without a bucket it stays."""
        if media.bucket() is not None:
            (self.folder / name).unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """A file, or a folder with all that is in it; here and in the bucket. What is not there is no failure."""
        bucket = media.bucket()
        if bucket is not None:
            for key in bucket.listed(self._below + name):
                if key == self._below + name or key.startswith(f"{self._below}{name}/"):
                    bucket.remove(key)
        place = self.folder / name
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        """Whether the file is there, here or in the bucket, without fetching it."""
        bucket = media.bucket()
        return (self.folder / name).exists() or (bucket is not None and bucket.size(self._below + name) is not None)

    def shared(self, beginning: str = "") -> dict[str, datetime]:
        """What lies in the bucket and whose name begins so, with when it was written; nothing where there is no
        bucket."""
        bucket = media.bucket()
        listed = bucket.listed(self._below + beginning) if bucket is not None else {}
        return {key.removeprefix(self._below): at for key, at in listed.items()}
