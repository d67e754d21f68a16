"""A bucket of S3, or of whatever speaks its protocol, by Amazon's own library (the extra `s3`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from broadsheet.kit.extras import to_install


class NotReached(Exception):
    """A place on another machine cannot be used now. The message is the one sentence to show."""


@dataclass(frozen=True, slots=True)
class Address:
    """`s3://bucket/folder?endpoint=https://…&region=…`; without an endpoint it is Amazon's own."""

    bucket: str
    folder: str
    endpoint: str | None
    region: str | None

    @classmethod
    def parse(cls, text: str) -> Address:
        """Raises ValueError where it is none."""
        parts = urlsplit(text)
        asked = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        endpoint, region = asked.pop("endpoint", None), asked.pop("region", None)
        whole = endpoint is None or (urlsplit(endpoint).scheme in {"http", "https"} and urlsplit(endpoint).hostname)
        if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or asked or not whole:
            raise ValueError(f"{text!r} is no address of a bucket")
        return cls(parts.netloc, unquote(parts.path).strip("/"), endpoint, region)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may take: seconds to connect and between two pieces of the answer, and how many tries."""

    connecting: float = 15
    reading: float = 120
    tries: int = 4


class Bucket:
    """`secrets`: {"id": …, "secret": …}, empty for what the library finds by itself (AWS_ACCESS_KEY_ID, a role of the
    machine). Names are those below the address's folder. Everything raises NotReached. For many threads."""

    def __init__(self, address: str, secrets: Mapping[str, str], patience: Patience | None = None) -> None:
        try:
            self._address = Address.parse(address)
        except ValueError as error:
            raise NotReached(f"{error}.") from None
        self.name = str(self._address)
        self._below = f"{self._address.folder}/" if self._address.folder else ""
        self._secrets, self._patience, self._lock = secrets, patience or Patience(), Lock()

    def listed(self, below: str = "", *, deep: bool = True) -> dict[str, datetime]:
        """The names that begin with `below`, with when each was written; without `deep` those of folders further down
        are left out."""
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._address.bucket, Prefix=self._below + below, **({} if deep else {"Delimiter": "/"})
            )
            found = [item for page in pages for item in page.get("Contents", ())]
        return {item["Key"].removeprefix(self._below): item["LastModified"] for item in found}

    def put(self, name: str, body: bytes, media_type: str = "application/octet-stream") -> None:
        with self._told():
            self._client.put_object(
                Bucket=self._address.bucket, Key=self._below + name, Body=body, ContentType=media_type
            )

    def get(self, name: str) -> bytes | None:
        """The bytes; None when there is nothing of this name."""
        with self._told(missing=True):
            found = self._client.get_object(Bucket=self._address.bucket, Key=self._below + name)
            body: bytes = found["Body"].read()
            return body
        return None

    def size(self, name: str) -> int | None:
        """Bytes; None when there is nothing of this name."""
        with self._told(missing=True):
            found = self._client.head_object(Bucket=self._address.bucket, Key=self._below + name)
            return int(found["ContentLength"])
        return None

    def remove(self, name: str) -> None:
        """What is not there is no failure."""
        with self._told():
            self._client.delete_object(Bucket=self._address.bucket, Key=self._below + name)

    def bring(self, file: Path, name: str) -> None:
        """In parts where it is large; the bucket shows it when the last one is there."""
        with self._told():
            self._client.upload_file(str(file), self._address.bucket, self._below + name)

    def fetch(self, name: str, to: Path) -> None:
        with self._told():
            self._client.download_file(self._address.bucket, self._below + name, str(to))

    @cached_property
    def _client(self) -> Any:
        if find_spec("boto3") is None:
            raise NotReached(f"S3 needs boto3: run `{to_install('broadsheet[s3]')}`.")
        with self._lock:
            limits = import_module("botocore.config").Config(
                connect_timeout=self._patience.connecting,
                read_timeout=self._patience.reading,
                retries={"total_max_attempts": self._patience.tries, "mode": "standard"},
            )
            return (
                import_module("boto3.session")
                .Session()
                .client(
                    "s3",
                    endpoint_url=self._address.endpoint,
                    region_name=self._address.region,
                    aws_access_key_id=self._secrets.get("id") or None,
                    aws_secret_access_key=self._secrets.get("secret") or None,
                    config=limits,
                )
            )

    @contextmanager
    def _told(self, *, missing: bool = False) -> Iterator[None]:
        """What goes wrong is one sentence; that a thing is not there is no failure where that is asked."""
        client = self._client
        faults = import_module("botocore.exceptions")
        transfer = import_module("boto3.exceptions")
        try:
            yield
        except (faults.ClientError, faults.BotoCoreError, transfer.Boto3Error, OSError, ValueError) as error:
            answered = getattr(error, "response", None) or {}  # None where the line broke
            code = answered.get("Error", {}).get("Code")
            if missing and code in {"NoSuchKey", "404"}:
                return
            said = " ".join(str(error).split())[:300].rstrip(".")
            raise NotReached(f"{self.name} at {client.meta.endpoint_url} cannot be used ({said}).") from error
