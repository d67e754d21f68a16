"""One POST to a speech service: with limits of time and size, asked again when the service says so."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from broadsheet.narration.engines.base import EngineError, Trouble
from broadsheet.narration.wording import Message, Words
from broadsheet.narration.wording import noted as _

TRIES = 4
LONGEST_WAIT = 30.0  # seconds; a service that wants more is given up
LARGEST = 64 * 2**20  # bytes of an answer
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 529})


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    """Its media type, without parameters."""
    body: bytes
    wait: float | None
    """Seconds that it asks to be left alone."""


@dataclass(frozen=True)
class Service:
    """`title` is what people call it. `sleep` and `timeout` (seconds of silence on the line) are there for tests."""

    title: str
    timeout: float = 45.0
    sleep: Callable[[float], None] = time.sleep

    def post(self, url: str, body: Any, headers: dict[str, str], explain: Callable[[Answer], Words]) -> Answer:
        """The answer with status 200. `explain` finds the reason in an answer that is none. Raises EngineError."""
        for n in range(TRIES):
            last = n == TRIES - 1
            try:
                answer = self._once(url, json.dumps(body).encode(), headers)
            except http.client.IncompleteRead as error:
                if last:
                    broke = Message(_("the answer broke off (%(cause)s)"), {"cause": str(error)})
                    raise EngineError(Trouble.HALF, self.title, broke) from None
                wait = 2.0**n
            except (OSError, http.client.HTTPException) as error:
                if last:
                    raise EngineError(Trouble.UNREACHABLE, self.title, _reason(error)) from None
                wait = 2.0**n
            else:
                if answer.status == 200:
                    return answer
                wait = 2.0**n if answer.wait is None else answer.wait
                if answer.status not in AGAIN or last or wait > LONGEST_WAIT:
                    trouble = Trouble.UNREACHABLE if answer.status in AGAIN else Trouble.REFUSED
                    raise EngineError(trouble, self.title, _explained(answer, explain))
            self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _once(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        parts = urlsplit(url)
        assert parts.hostname, url
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname, parts.port, timeout=self.timeout)
        try:
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            data = answer.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise EngineError(Trouble.BAD_ANSWER, self.title, Message(_("more than 64 MB for one sentence")))
            if answer.length:  # http.client raises for a read of everything only
                raise http.client.IncompleteRead(data, answer.length)
            kind_of = (answer.getheader("Content-Type") or "").split(";")[0].strip().lower()
            return Answer(answer.status, kind_of, data, _wait(answer.getheader("Retry-After")))
        finally:
            connection.close()


def _wait(said: str | None) -> float | None:
    """Retry-After: seconds, or a date of HTTP."""
    if not said:
        return None
    if said.strip().replace(".", "", 1).isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _explained(answer: Answer, explain: Callable[[Answer], Words]) -> Message:
    return Message("%(status)s: %(reason)s", {"status": str(answer.status), "reason": explain(answer)})


def _reason(error: Exception) -> Words:
    if isinstance(error, socket.timeout | TimeoutError):
        return Message(_("no answer in time"))
    if isinstance(error, ssl.SSLCertVerificationError):
        return Message(_("its certificate is not valid (%(cause)s)"), {"cause": str(error.verify_message)})
    return str(error) or type(error).__name__


def said(answer: Answer) -> Any:
    """The JSON of an answer, or None."""
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def excerpt(answer: Answer) -> Words:
    """The beginning of an answer that nobody can read as what it should be."""
    words = " ".join(answer.body[:300].decode("utf-8", "replace").split())
    return (words[:120] + "…" if len(words) > 120 else words) or Message(_("nothing"))
