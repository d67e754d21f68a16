"""What nearly every test does first is done once: the home pages of a paper are planted, the static files are found.

Planting comes to the same wherever nobody has made a page yet: what it says to the database is kept for a while, as
with a full press (`tests/settled.py`), and said again. See docs/decisions/0093.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import Settings, settings
from django.db import connection
from wagtail.models import Site
from whitenoise.middleware import WhiteNoiseMiddleware

from broadsheet.kit import clock
from broadsheet.sections import factories, trees
from broadsheet.sections.models import HomePage
from tests import settled

DEPENDS = (
    "SELECT name, seq FROM sqlite_sequence ORDER BY name",
    "SELECT * FROM wagtailcore_site",
    "SELECT * FROM wagtailcore_locale ORDER BY id",
    "SELECT id, path, numchild, url_path FROM wagtailcore_page ORDER BY id",
)
"""What planting follows where there is no page but Wagtail's own two."""

_planted: dict[tuple[Any, ...], tuple[settled.Statements, float]] = {}
_patches: list[pytest.MonkeyPatch] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    _patches.clear()


@pytest.fixture
def monkeypatch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """pytest's own; what it has put in the place of a part may be one that planting uses."""
    _patches.append(monkeypatch)
    return monkeypatch


@pytest.fixture(scope="session", autouse=True)
def planted_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factories, "plant", _plant)
        yield


def _plant() -> dict[str, HomePage]:
    base = _base()
    if base is None:
        return trees.plant()
    kept = _planted.get(base)
    if kept is None or time.monotonic() - kept[1] > settled.LASTS:
        with settled.listening() as said:
            homes = trees.plant()
        _planted[base] = said, time.monotonic()
        return homes
    settled.say(kept[0])
    Site.clear_site_root_paths_cache()
    return trees.plant()  # which finds everything there


def _base() -> tuple[Any, ...] | None:
    """None where something else than the database may be different from other tests'."""
    plain = (
        connection.vendor == "sqlite"
        and connection.in_atomic_block
        and isinstance(settings._wrapped, Settings)
        and clock._as_of.get() is None
        and not any(patch._setattr or patch._setitem for patch in _patches)
    )
    if not plain:
        return None
    with connection.cursor() as cursor:
        found = tuple(tuple(cursor.execute(question).fetchall()) for question in DEPENDS)
    return found if len(found[-1]) <= 2 else None


@pytest.fixture(scope="session", autouse=True)
def static_files_are_found_once() -> Iterator[None]:
    """Each test client has a chain of middleware of its own, which would walk through all packages."""
    found: dict[str, Any] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def add(self: WhiteNoiseMiddleware) -> None:
        if not isinstance(settings._wrapped, Settings):
            look(self)
            return
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
        yield
