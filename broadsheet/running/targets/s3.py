"""A bucket of S3, or of whatever speaks its protocol."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath, PurePosixPath

from broadsheet.kit import buckets
from broadsheet.running.targets.base import Target


class Bucket(Target):
    def __init__(self, site: Path, address: str, secrets: Mapping[str, str]) -> None:
        super().__init__(site)
        self._bucket = buckets.Bucket(address, secrets)
        self.name = self._bucket.name

    def names(self) -> list[PurePath]:
        return [PurePosixPath(name) for name in self._bucket.listed(deep=False)]

    def remove(self, name: str) -> None:
        self._bucket.remove(name)

    def fetch(self, name: str, to: Path) -> None:
        self._bucket.fetch(name, to)

    def bring(self, file: Path) -> None:
        self._bucket.bring(file, file.name)
