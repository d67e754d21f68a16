"""What each cache can do, and one request to it."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from broadsheet.kit.plate_tags import tag_of

PATIENCE = 10.0  # seconds
TAGS_AGAIN = 3600.0  # seconds until a cache that knew no tags is asked for them again
_LARGEST = 1 << 16  # bytes of an answer


class Refused(Exception):
    """The cache was not told. The message is the cause, for people."""


class NoTags(Exception):
    """The cache, or what is paid for it, knows no tags."""


class Cache(ABC):
    """`at_once`: paths of one request."""

    title: ClassVar[str]
    at_once: ClassVar[int] = 30

    def __init__(self, which: str, token: str, paper: str) -> None:
        self.which, self.token, self.paper = which, token, paper
        self._no_tags_until = 0.0

    def purge(self, paths: list[str]) -> None:
        """Have what was kept of these paths (at most `at_once`) asked for anew: by their tags, which reach every
        spelling with a query too; by their URLs where tags are not known. Raises Refused."""
        if time.monotonic() >= self._no_tags_until:
            try:
                self._by_tags([tag_of(path) for path in paths])
                return
            except NoTags:
                self._no_tags_until = time.monotonic() + TAGS_AGAIN
        self._by_urls(paths)

    @abstractmethod
    def _by_tags(self, tags: list[str]) -> None:
        """Raises NoTags and Refused."""

    @abstractmethod
    def _by_urls(self, paths: list[str]) -> None:
        """Raises Refused."""

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: object = None) -> tuple[int, str]:
        """Status and the beginning of the answer. Raises Refused when there is none."""
        parts = urlsplit(url)
        given = {"Content-Type": "application/json"} if body is not None else {}
        sent = None if body is None else json.dumps(body).encode()
        connection = (
            http.client.HTTPSConnection(parts.netloc, timeout=PATIENCE, context=ssl.create_default_context())
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        )
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, sent, {**given, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read(_LARGEST).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Refused(f"{self.title} does not answer ({error})") from error
        finally:
            connection.close()

    def _demand(self, status: int, said: str) -> None:
        """Raises Refused unless the status is one of success."""
        if not 200 <= status < 300:
            raise Refused(f"{self.title} answers {status}: {' '.join(said.split())[:200]}".rstrip(": "))
