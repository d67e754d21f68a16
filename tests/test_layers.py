"""The floors hold where import-linter cannot see: names of models in strings, migrations, templates."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "broadsheet"
TEMPLATE_REFERENCE = re.compile(r"""\{%-?\s*(?:extends|include)\s+["'](\w+)/""")


def _floors() -> dict[str, int]:
    """Each room's floor, from the contract that import-linter reads: there is one list of them."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = pyproject["tool"]["importlinter"]["contracts"][0]["layers"]
    return {room: floor for floor, layer in enumerate(reversed(layers)) for room in re.findall(r"\w+", layer)}


FLOORS = _floors()


def _may(room: str, other: str) -> bool:
    """Whether `room` may know of `other`; what is no room of ours anybody may."""
    return other not in FLOORS or other == room or FLOORS[other] < FLOORS[room]


def _rooms() -> list[str]:
    return sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))


def test_every_room_has_a_floor() -> None:
    assert set(_rooms()) <= set(FLOORS)


def _relations() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            other = field.remote_field.model if field.concrete and field.remote_field else None
            if isinstance(other, type) and issubclass(other, Model):
                yield model._meta.app_label, other._meta.app_label, f"{model.__name__}.{field.name}"


def test_foreign_keys_point_down() -> None:
    wrong = [
        f"{room}: {name} → {other}" for room, other, name in _relations() if room in FLOORS and not _may(room, other)
    ]
    assert not wrong


def test_migrations_depend_on_lower_floors_only() -> None:
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    wrong = [
        f"{room}.{name} → {other}"
        for (room, name), migration in disk.items()
        for other, _ in [*migration.dependencies, *migration.run_before]
        if room in FLOORS and not _may(room, other)
    ]
    assert not wrong


def _strings(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("room", _rooms())
def test_names_of_models_in_strings_point_down(room: str) -> None:
    wrong = [
        f"{file.relative_to(HOUSE)}: {text}"
        for file in (HOUSE / room).rglob("*.py")
        if "tests" not in file.parts
        for text in _strings(file)
        if (match := re.fullmatch(r"(\w+)\.[A-Z]\w+", text)) and not _may(room, match[1])
    ]
    assert not wrong


@pytest.mark.parametrize("room", _rooms())
def test_templates_use_those_of_lower_floors_only(room: str) -> None:
    wrong = [
        f"{file.relative_to(HOUSE)}: {other}"
        for file in (HOUSE / room).glob("templates/**/*.html")
        for other in TEMPLATE_REFERENCE.findall(file.read_text(encoding="utf-8"))
        if not _may(room, other)
    ]
    assert not wrong
