"""docs/templates.md tells which templates a paper may override and what each of them gets: all of it, and nothing
else. Held against what the templates really get while a paper with one of everything is pressed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.test.signals import template_rendered

from broadsheet.kit import clock
from broadsheet.newsletters import places, tokens
from broadsheet.newsletters.composing import letters
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.newsletters.signup.attending import attend
from broadsheet.newsletters.tests.readers import reader
from broadsheet.search.keeping import fill
from tests.papers_of_everything import rich
from tests.pressing import Pressing

ROOT = Path(__file__).parent.parent
DOC = ROOT / "docs" / "templates.md"
FOR_THE_DESK = {"desk", "wagtailadmin", "wagtailimages", "pictures"}
"""Folders of templates that readers never see."""
EVERYWHERE = {"frame", "head", "languages"}  # told once, for every page
OF_DJANGO = {"True", "False", "None", "block", "forloop"}

Told = dict[str, set[str]]


def told(level: str) -> Told:
    """{title: the names below it} of the headings `title` of this level."""
    text = DOC.read_text(encoding="utf-8")
    parts = re.split(rf"^{level} `([^`]+)`$", text, flags=re.M)[1:]
    sections = zip(parts[::2], parts[1::2], strict=True)
    return {title: set(re.findall(r"^- `(\w+)`", _until_next(body), re.M)) for title, body in sections}


def _until_next(body: str) -> str:
    return re.split(r"^#", body, maxsplit=1, flags=re.M)[0]


def readers_templates() -> set[str]:
    found = set()
    for folder in (ROOT / "broadsheet").glob("*/templates"):
        files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
        found |= {
            file.as_posix()
            for file in files
            if not FOR_THE_DESK & set(file.parts) and folder.parts[-2] not in ("desk", "staff")
        }
    return found


@pytest.fixture
def given(pressing: Pressing) -> Iterator[dict[str, dict[str, list[Any]]]]:
    """{template: {name: values that it had}} of a paper that was pressed."""
    found: dict[str, dict[str, list[Any]]] = {}

    def note(template: Any, context: Any, **_: Any) -> None:
        names = found.setdefault(template.name, {})
        for layer in context.dicts:
            for name, value in layer.items():
                names.setdefault(name, []).append(value)

    template_rendered.connect(note)
    try:
        rich()
        pressing.everything()
        answers(Client())
        yield found
    finally:
        template_rendered.disconnect(note)


def answers(client: Client) -> None:
    """What is made for one reader: a form that was sent, its mail, the door to the choices, the choices; an issue's
    mail; and a search."""
    for email in ("bo@", "bo@post.example"):
        client.post("/newsletters/subscribe/", {"newsletter": "court", "email": email})
    attend()
    letters.compose(Issue.objects.get())
    fill()
    client.get("/search/?to=2999-01-01")
    client.get("/newsletters/preferences/")
    ada = reader(Newsletter.objects.get(slug="court")).subscriber
    client.get(places.preferences("en", tokens.preferences(ada.pk, 0, clock.wall())))


def values_of(found: dict[str, dict[str, list[Any]]]) -> dict[str, type]:
    """{"room.module.Class": class} of every plain value that templates get, and of those inside them."""
    waiting = [value for names in found.values() for values in names.values() for value in values]
    classes: dict[str, type] = {}
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list | tuple):
            waiting += value
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            classes[f"{type(value).__module__}.{type(value).__name__}".removeprefix("broadsheet.")] = type(value)
            waiting += [getattr(value, field.name) for field in dataclasses.fields(value)]
    return classes


def names_of(kind: type) -> set[str]:
    """Fields and properties."""
    properties = {name for name, value in vars(kind).items() if isinstance(value, property)}
    return {field.name for field in dataclasses.fields(kind)} | properties


def test_every_template_of_the_readers_is_told_and_no_other() -> None:
    assert set(told("###")) == readers_templates()


def test_each_template_gets_what_is_told_and_nothing_else(given: dict[str, dict[str, list[Any]]]) -> None:
    said = told("###")
    wrong = {}
    for name, names in given.items():
        really = set(names) - OF_DJANGO - EVERYWHERE
        if name in said and name != "design/base.html" and really != said[name]:
            wrong[name] = sorted(really ^ said[name])
    assert wrong == {}, "tell it in docs/templates.md"
    assert sorted(set(said) - set(given)) == []


def test_each_value_has_the_names_that_are_told(given: dict[str, dict[str, list[Any]]]) -> None:
    said, classes = told("####"), values_of(given)
    assert set(said) == set(classes)
    wrong = {name: sorted(names_of(kind) ^ said[name]) for name, kind in classes.items()}
    assert {name: names for name, names in wrong.items() if names} == {}, "tell it in docs/templates.md"
