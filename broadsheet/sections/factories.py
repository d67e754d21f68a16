"""Pieces of a paper for tests, the demo and benches."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from broadsheet.kit import clock, languages
from broadsheet.sections.models import HomePage, PlainPage, Section
from broadsheet.sections.trees import plant


def home(language: str | None = None) -> HomePage:
    """The home page of a language, planted when it is not there yet."""
    return plant()[language or languages.default()]


def make_section(title: str = "Harbour", *, language: str | None = None, **fields: Any) -> Section:
    return _below_home(Section, title, language, fields)


def make_plain_page(title: str = "About us", *, language: str | None = None, **fields: Any) -> PlainPage:
    return _below_home(PlainPage, title, language, fields)


def _below_home(model: Any, title: str, language: str | None, fields: dict[str, Any]) -> Any:
    parent = home(language)
    now = clock.now()
    values = {"slug": slugify(title, allow_unicode=True), "first_published_at": now, "last_published_at": now}
    made = model(title=title, locale=parent.locale, **{**values, **fields})
    return parent.add_child(instance=made)
