"""The full press of a paper that nobody has touched, once for many tests: what it wrote is written again.

Many tests begin with it, and for each it comes to the same: the database is the same, and nothing else was arranged.
So the press runs, and what it said to the database and put into its folder is kept for two minutes; a test that
begins as that one did gets the same rows, by the same statements, and a copy of the folder. See docs/decisions/0093.

What is arranged before the press, such as a section, is kept in the same way where a fixture has it made by
`arranged`.
"""

from __future__ import annotations

import copy
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import Settings, settings
from django.db import connection
from django.db.models import Model
from wagtail.models import Site

from broadsheet.kit import clock
from broadsheet.press.memory import Memory

LASTS = 120.0  # seconds: a page that says how old something is was true then, and is now
READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "EXPLAIN", "PRAGMA")

Base = tuple[Any, ...]
Statements = list[tuple[str, Any, bool]]
M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass
class Settled:
    """What a full press left behind: statements, files, and what its presser remembers."""

    folder: Path
    memory: Memory
    statements: Statements
    at: float = field(default_factory=time.monotonic)


@dataclass
class Arranged:
    """A row, and all that was said to the database for it."""

    model: type[Model]
    pk: Any
    statements: Statements
    at: float = field(default_factory=time.monotonic)


_kept: dict[Base, Settled] = {}
_arranged: dict[tuple[Base, str], Arranged] = {}
_begun: list[int] = []
"""How much this process had written when the test's transaction began, or when the newest of `_steps` was done."""
_steps: list[tuple[str, float]] = []
"""What is arranged in this test, and when that was kept: all of it may be written again."""


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    made = yield
    if fixturedef.argname == "_django_db_helper":
        _begun[:], _steps[:] = [_written()], []
    return made


def untouched(request: pytest.FixtureRequest) -> Base | None:
    """What the database of this test begins with, when nothing else was arranged yet; otherwise None."""
    plain = (
        connection.vendor == "sqlite"
        and connection.in_atomic_block
        and _begun == [_written()]
        and isinstance(settings._wrapped, Settings)
        and clock._as_of.get() is None
        and "transactional_db" not in request.fixturenames
        and not _patched(request)
    )
    if not plain:
        return None
    with connection.cursor() as cursor:
        return (*_steps, *cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall())


def _patched(request: pytest.FixtureRequest) -> bool:
    """Whether the test has put something in the place of a part by now."""
    if "monkeypatch" not in request.fixturenames:
        return False
    patch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    return bool(patch._setattr or patch._setitem)


def again(base: Base | None, folder: Path) -> Memory | None:
    """Write what the press wrote on this base; what its presser remembers, or None where it is to run."""
    kept = _kept.get(base) if base is not None else None
    if kept is None or time.monotonic() - kept.at > LASTS:
        return None
    say(kept.statements)
    shutil.copytree(kept.folder, folder, dirs_exist_ok=True)
    memory = copy.deepcopy(kept.memory)
    memory._at = time.monotonic()
    return memory


def keep(base: Base | None, folder: Path, place: Path, press: Callable[[], Memory]) -> None:
    """Let the press run, and keep what it does in `place`."""
    if base is None:
        press()
        return
    with listening() as said:
        memory = press()
    if not any(str(folder) in str(params) for _, params, _ in said):
        shutil.copytree(folder, place)
        _kept[base] = Settled(place, copy.deepcopy(memory), said)


@pytest.fixture
def arranged(db: None, request: pytest.FixtureRequest) -> Callable[[str, Callable[[], M]], M]:
    """`arranged(name, make)`: what `make` makes where nothing else was arranged, once for many tests. It may write to
    the database alone, and the name says what it is."""

    def arrange(name: str, make: Callable[[], M]) -> M:
        base = untouched(request)
        if base is None:
            return make()
        kept = _arranged.get((base, name))
        if kept is None or time.monotonic() - kept.at > LASTS:
            with listening() as said:
                made = make()
            kept = _arranged[base, name] = Arranged(type(made), made.pk, said)
        else:
            say(kept.statements)
            Site.clear_site_root_paths_cache()
            made = kept.model._default_manager.get(pk=kept.pk)
        _steps.append((name, kept.at))
        _begun[:] = [_written()]
        return made

    return arrange


@pytest.fixture
def apart(request: pytest.FixtureRequest) -> Callable[[str, Callable[[], T]], T]:
    """`apart(name, make)`: what `make` makes, anew each time; nothing that is arranged or pressed after it may depend
    on it. Somebody who is signed in. But for secrets and instants it has to be the same under one name."""

    def made_apart(name: str, make: Callable[[], T]) -> T:
        base = untouched(request)
        made = make()
        if base is not None:
            _steps.append((name, 0.0))
            _begun[:] = [_written()]
        return made

    return made_apart


def say(statements: Statements) -> None:
    with connection.cursor() as cursor:
        for sql, params, many in statements:
            (cursor.executemany if many else cursor.execute)(sql, params)


@contextmanager
def listening() -> Iterator[Statements]:
    """What is said to the database meanwhile, apart from questions."""
    said: Statements = []

    def listen(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        params = list(params) if many else params
        if not sql.lstrip("( ").upper().startswith(READS):
            said.append((sql, params, many))
        return run(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield said


def _written() -> int:
    return connection.connection.total_changes if connection.vendor == "sqlite" and connection.connection else 0
