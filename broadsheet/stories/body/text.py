"""Blocks of words."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from broadsheet.sections import prose
from broadsheet.stories.body import around as _around
from broadsheet.stories.body.around import Around

MOST_POINTS = 5


def paragraph(value: str, around: Around) -> str:
    return prose.paragraph(value) + "\n"


def heading(value: str, around: Around) -> str:
    return format_html('<h2 class="t-3">{}</h2>\n', value)


def note(value: str, around: Around) -> str:
    """The paper's own words to readers."""
    return format_html('<aside class="box told">{}</aside>\n', prose.paragraph(value))


def noted(part: str, notes: list[str]) -> str:
    """A paragraph with what stands beside it in the margin."""
    words = " ".join(prose.inline(each) for each in notes)
    source = format_html('<span class="vh">{} </span>', _("Source:"))
    return f'<div class="noted">{part.rstrip()}<p class="note in-margin">{source}{words}</p></div>\n'


def items(value: dict[str, Any], around: Around) -> str:
    inner = "".join(f"<li>{prose.inline(item)}</li>\n" for item in _around.items(value.get("items")))
    tag = "ol" if value.get("numbered") else "ul"
    return f"<{tag}>\n{inner}</{tag}>\n" if inner else ""


def points(value: dict[str, Any], around: Around) -> str:
    found = _around.items(value.get("items"))[:MOST_POINTS]
    inner = "".join(format_html("<li>{}</li>", point) for point in found)
    title = format_html("<h2>{}</h2>", _("Key points"))
    return f'<section class="box points">{title}<ul>{inner}</ul></section>\n' if inner else ""


def table(value: dict[str, Any], around: Around) -> str:
    """A table with a caption, whose first column names its rows. It scrolls inside itself."""
    columns = value.get("columns") or []
    if not columns:
        return ""
    kinds = [column.get("type") for column in columns]
    caption = format_html("<caption><span>{}</span></caption>", value.get("caption") or _("Table"))
    heads = "".join(_cell("th", column.get("heading") or "", kind, "col") for column, kind in _paired(columns, kinds))
    rows = "".join(f"<tr>{_row(row.get('values') or [], kinds)}</tr>\n" for row in value.get("rows") or ())
    head = f"<thead><tr>{heads}</tr></thead>" if any(column.get("heading") for column in columns) else ""
    label = format_html(' aria-label="{}"', value.get("caption") or _("Table"))
    inner = f"<table>{caption}{head}<tbody>\n{rows}</tbody></table>"
    return f'<div class="table" role="region" tabindex="0"{label}>{inner}</div>\n'


def _row(values: list[Any], kinds: list[str]) -> str:
    first, *others = [_cell("td", value, kind) for value, kind in _paired(values, kinds)] or [""]
    if first and kinds[0] == "text":
        first = _cell("th", values[0], kinds[0], "row")
    return first + "".join(others)


def _paired(values: list[Any], kinds: list[str]) -> list[tuple[Any, str]]:
    return list(zip(values, kinds, strict=False))


def _cell(tag: str, value: Any, kind: str, scope: str = "") -> str:
    text = "" if value is None or isinstance(value, dict) else str(value)
    name = ' class="num"' if kind == "number" else ""
    scoped = f' scope="{scope}"' if scope and text else ""
    if tag == "th" and not text:
        tag = "td"
    return f"<{tag}{name}{scoped}>{format_html('{}', text)}</{tag}>"
