"""Two states of a story held against each other, as readers can follow it: paragraph by paragraph, word by word.

Only what is read as text is compared: headline, standfirst and text. Pictures, files and cards come and go with
rights of their own, and notes to editors are nobody's but theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
_WORD = re.compile(r"\s+|[^\s\w]|\w+")
_SPACE = re.compile(r"\s+")
ALIKE = 0.35
"""A paragraph that has less than this in common with the one before it is another one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the comparison. `kind`: "same", "changed", "gone", "new", or "skip" for those left out."""

    kind: str
    html: SafeString


def texts(content: dict[str, Any]) -> list[str]:
    """What of a state is compared, a paragraph each: the headline, the standfirst, the text."""
    body = content.get("body") or []
    blocks = json.loads(body) if isinstance(body, str) else body
    parts = [content.get("title") or "", content.get("standfirst") or ""]
    parts += [text for block in blocks for text in _of_block(block.get("type", ""), block.get("value"))]
    return [line for part in parts if (line := _SPACE.sub(" ", part).strip())]


def _of_block(kind: str, value: Any) -> Iterator[str]:
    match kind:
        case "paragraph" | "note" | "margin" | "heading":
            yield from _plain(str(value or ""))
        case "quote":
            said = [str(value.get(name) or "") for name in ("words", "speaker", "role", "reported_by")]
            yield ", ".join(part for part in said if part)
        case "list" | "points":
            for item in value.get("items") or ():
                yield from _plain(str(item.get("value", "") if isinstance(item, dict) else item))
        case "table":
            for row in value.get("rows") or ():
                yield " | ".join(unescape(_TAG.sub("", str(cell))) for cell in row.get("values") or ())


def _plain(html: str) -> Iterator[str]:
    for part in _BREAK.split(html):
        yield unescape(_TAG.sub("", part))


def compared(before: Iterable[str], after: Iterable[str]) -> list[Line]:
    """What changed, with a paragraph around each change."""
    old, new = list(before), list(after)
    lines: list[Line] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line("same", format_html("{}", text)) for text in new[c:d]]
        else:
            lines += _replaced(old[a:b], new[c:d])
    return _shortened(lines)


def _replaced(old: list[str], new: list[str]) -> Iterator[Line]:
    """Paragraphs that stand in each other's place are compared by their words."""
    for n in range(max(len(old), len(new))):
        was, now = old[n] if n < len(old) else "", new[n] if n < len(new) else ""
        if was and now and SequenceMatcher(None, _words(was), _words(now), autojunk=False).ratio() >= ALIKE:
            yield Line("changed", _by_words(was, now))
            continue
        if was:
            yield Line("gone", format_html("<del>{}</del>", was))
        if now:
            yield Line("new", format_html("<ins>{}</ins>", now))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _by_words(was: str, now: str) -> SafeString:
    old, new = _words(was), _words(now)
    parts: list[SafeString] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            parts.append(format_html("{}", came))
            continue
        if gone:
            parts.append(format_html("<del>{}</del>", gone))
        if came:
            parts.append(format_html("<ins>{}</ins>", came))
    return format_html_join("", "{}", ((part,) for part in parts))


def _shortened(lines: list[Line]) -> list[Line]:
    """Without what is the same and stands beside no change."""
    near = [any(other.kind != "same" for other in lines[max(0, n - 1) : n + 2]) for n in range(len(lines))]
    found: list[Line] = []
    for line, keep in zip(lines, near, strict=True):
        if keep:
            found.append(line)
        elif found and found[-1].kind != "skip":
            found.append(Line("skip", mark_safe("…")))
    return found
