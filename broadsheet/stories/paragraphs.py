"""One paragraph is one block: what was pasted or typed as several is split, and an empty one is none."""

from __future__ import annotations

import re
import uuid
from typing import Any

from wagtail.blocks import StreamValue

_PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.S)
_TAG = re.compile(r"<[^>]*>|&nbsp;|\s")


def one_paragraph_a_block(body: StreamValue) -> StreamValue:
    """The same body, each of its paragraph blocks holding one paragraph. The first part of a split block keeps
    its id; every block has one."""
    raw = list(body.raw_data)
    split = [part for item in raw for part in _split(item) if not _is_empty(part)]
    if split == raw:
        return body
    return body.stream_block.to_python(split)


def _is_empty(item: dict[str, Any]) -> bool:
    return item["type"] == "paragraph" and not _TAG.sub("", item["value"] or "")


def _split(item: dict[str, Any]) -> list[dict[str, Any]]:
    first = item if item.get("id") else {**item, "id": str(uuid.uuid4())}
    parts = _PARAGRAPH.findall(item["value"] or "") if item["type"] == "paragraph" else []
    if len(parts) < 2:
        return [first]
    rest = [{"type": "paragraph", "value": part, "id": str(uuid.uuid4())} for part in parts[1:]]
    return [{**first, "value": parts[0]}, *rest]
