"""What a body, in its stored form, refers to: primary keys of stories, sources and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Stored = Iterable[dict[str, Any]]


def stories(body: Stored) -> set[int]:
    return _of(body, "related", "story")


def sources(body: Stored) -> set[int]:
    return _of(body, "quote", "source")


def documents(body: Stored) -> set[int]:
    return _of(body, "audio", "document") | _of(body, "document", "document")


def _of(body: Stored, kind: str, name: str) -> set[int]:
    return {value[name] for value in _values(body, kind) if value.get(name)}


def _values(body: Stored, kind: str) -> Iterator[dict[str, Any]]:
    return (block["value"] for block in body if block["type"] == kind and isinstance(block["value"], dict))
