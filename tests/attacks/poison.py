"""A script in every text that the database holds, put there behind the back of all forms; and what of it is alive in
what goes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from django.apps import apps
from django.db import connection, models
from lxml import html
from wagtail.fields import StreamField
from wagtail.models import Page

ROOMS = "people pictures sourcing sections stories briefs updates fronts newsletters narration"
TAG = "zqx"
SHORT = f"<{TAG} onclick=a>"
ENDS = "\"'></title></textarea></script>"
WHOLE = f"{ENDS}<{TAG} onclick=a><script>{TAG}()</script><img src=x onerror={TAG}()>{{{{7*7}}}}"
ADDRESS = f"javascript:{TAG}()"
LEFT: dict[str, str] = {
    "language": "chooses a tree of the paper",
    "path": "Wagtail's order of pages",
    "url_path": "Wagtail's address of a page",
    "slug": "an address: a form and a constraint keep it to letters",
    "foreign_id": "known to importers alone",
    "digest": "a checksum",
    "file_hash": "a checksum",
    "sha256": "a checksum",
    "engine": "one of the engines",
    "voice": "one of an engine's voices",
    "source_type": "one of two",
    "folder": "made by the narrator",
    "claim": "a worker's token",
    "narration.words": "a digest",
    "scope": "what is limited",
}
"""Fields that hold no words, by name, and why."""
NO_WORDS = (models.SlugField, models.EmailField, models.FileField, models.UUIDField, models.JSONField)


def fields(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """Of this table, those that hold somebody's words."""
    for field in model._meta.local_fields:
        texts = isinstance(field, models.CharField | models.TextField) and not isinstance(field, NO_WORDS)
        coded = (
            field.choices
            or field.primary_key
            or {field.name, f"{field.model._meta.app_label}.{field.name}"} & set(LEFT)
            or (field.max_length or 99) < len(SHORT)
            or field.name.endswith(("_key", "_hash", "token"))
        )
        if (texts and not coded) or isinstance(field, StreamField):
            yield field


def every_text() -> list[str]:
    """Poison them all; the names of the fields."""
    done = []
    for model in [*(m for room in ROOMS.split() for m in apps.get_app_config(room).get_models()), Page]:
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in fields(model):
            if isinstance(field, StreamField):
                _poison_blocks(model, field)
            elif not field.unique:
                _poison(model, field)
            done.append(f"{model._meta.label}.{field.name}")
    return done


def _poison(model: type[models.Model], field: models.Field[Any, Any]) -> None:
    text = f"{ADDRESS}//{field.model._meta.label}.{field.name}" if _is_address(field) else WHOLE
    if field.max_length and field.max_length < len(text) + 20:
        text = SHORT
    table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, field.column))
    with connection.cursor() as cursor:  # what was empty stays: it says that something is not there
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} <> ''", [text])


def _is_address(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.URLField) or field.name.endswith(("url", "link"))


def _poison_blocks(model: type[models.Model], field: StreamField) -> None:
    table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, field.column))
    key = connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {column} FROM {table}")
        for row, text in cursor.fetchall():
            poisoned = json.dumps(_in_blocks(json.loads(text or "[]")))
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [poisoned, row])


def _in_blocks(value: Any, name: str = "") -> Any:
    if isinstance(value, list):
        return [_in_blocks(each, name) for each in value]
    if isinstance(value, dict):
        return {key: each if key in ("id", "type") else _in_blocks(each, key) for key, each in value.items()}
    if not isinstance(value, str) or not value:
        return value
    if name in ("url", "link"):
        return f"{ADDRESS}//{name}"
    return f'<p>{WHOLE}<a href="{ADDRESS}//rich">a</a> {value}</p>' if value.startswith("<") else f"{WHOLE} {value}"


# -- what is alive

LEADING = ("href", "src", "srcset", "action", "formaction", "data", "poster", "xlink:href")


def alive(name: str, body: str) -> list[str]:
    """What a browser, or a reader of feeds, would run of the poison, in a file with this name."""
    if name.endswith(".json"):
        return [found for text in _of_json(json.loads(body)) for found in _in_html(text)]
    if name.endswith(".xml"):
        return [found for text in _of_xml(body) for found in _in_html(text)]
    return _in_html(body) if name.endswith((".html", "/")) else []


def _in_html(text: str) -> list[str]:
    tree = html.document_fromstring(text.encode() or b"<p>", parser=html.HTMLParser(encoding="utf-8"))
    found = [f"<{TAG}>" for _ in tree.iter(TAG)]
    for element in tree.iter("*"):
        script = element.tag == "script" and element.get("type") not in ("application/ld+json", "application/json")
        if script and (element.text or "").strip():
            found.append(f"<script>{(element.text or '')[:60]}")
        for attribute, value in element.attrib.items():
            runs = attribute in LEADING and re.match(r"\s*(javascript|data|vbscript):", str(value), re.I)
            if str(attribute).startswith("on") or runs:
                found.append(f"<{element.tag} {attribute}={value!r}>"[:120])
    return found


def _of_json(value: Any, name: str = "") -> Iterator[str]:
    """What is meant as HTML; all else is shown letter by letter."""
    if isinstance(value, str) and "html" in name:
        yield value
    elif isinstance(value, dict):
        yield from (text for key, each in value.items() for text in _of_json(each, key))
    elif isinstance(value, list):
        yield from (text for each in value for text in _of_json(each, name))


def _of_xml(body: str) -> Iterator[str]:
    """The same, of feeds. Raises ParseError for what is no XML."""
    for element in ElementTree.fromstring(body).iter():
        is_html = element.get("type") == "html" or (element.tag == "description" or element.tag.endswith("}encoded"))
        if is_html and element.text:
            yield element.text
