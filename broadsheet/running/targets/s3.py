"""A bucket of S3, or of whatever speaks its protocol, by Amazon's own library (the extra `s3`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from broadsheet.kit.extras import to_install
from broadsheet.running.targets.base import NotReached, Target

CONNECTING, READING = 15, 120  # seconds


class Bucket(Target):
    """`options`: {"endpoint": …, "region": …}; Amazon's own without."""

    def __init__(
        self, site: Path, bucket: str, folder: str, options: Mapping[str, str], secrets: Mapping[str, str]
    ) -> None:
        super().__init__(site)
        self._bucket, self._below = bucket, f"{folder}/" if folder else ""
        self._options, self._secrets = options, secrets
        self.name = f"s3://{bucket}/{folder}"

    def names(self) -> list[PurePath]:
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._below, Delimiter="/"
            )
            keys = [found["Key"] for page in pages for found in page.get("Contents", ())]
        return [PurePosixPath(key.removeprefix(self._below)) for key in keys]

    def remove(self, name: str) -> None:
        with self._told():
            self._client.delete_object(Bucket=self._bucket, Key=self._below + name)

    def fetch(self, name: str, to: Path) -> None:
        with self._told():
            self._client.download_file(self._bucket, self._below + name, str(to))

    def bring(self, file: Path) -> None:
        """In parts where it is large; S3 shows it when the last one is there."""
        with self._told():
            self._client.upload_file(str(file), self._bucket, self._below + file.name)

    @cached_property
    def _client(self) -> Any:
        if find_spec("boto3") is None:
            raise NotReached(f"S3 needs boto3: run `{to_install('broadsheet[s3]')}`.")
        limits = import_module("botocore.config").Config(
            connect_timeout=CONNECTING, read_timeout=READING, retries={"max_attempts": 4, "mode": "standard"}
        )
        return import_module("boto3").client(
            "s3",
            endpoint_url=self._options.get("endpoint"),
            region_name=self._options.get("region"),
            aws_access_key_id=self._secrets.get("id") or None,
            aws_secret_access_key=self._secrets.get("secret") or None,
            config=limits,
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong is one sentence."""
        client = self._client
        faults = import_module("botocore.exceptions")
        transfer = import_module("boto3.exceptions")
        try:
            yield
        except (faults.ClientError, faults.BotoCoreError, transfer.Boto3Error, OSError, ValueError) as error:
            said = " ".join(str(error).split())[:300].rstrip(".")
            raise NotReached(f"{self.name} at {client.meta.endpoint_url} cannot be used ({said}).") from error
