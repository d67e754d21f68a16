"""A process that was forked is what one would be that was started: it sees its own site, under its own settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection
from django.template import engines
from django.urls import get_resolver
from wagtail import hooks

from broadsheet.press import plates
from tests.sites import ROOT, Site, clean_environment, copied

pytestmark = pytest.mark.slow

LEFT_OUT = {"LOGGING"}
"""Holds functions, whose names are their addresses."""


def state() -> dict[str, Any]:
    """What a process inside a site finds there."""
    names = [name for name in dir(settings) if name.isupper() and name not in LEFT_OUT]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        files = [row[2] for row in cursor.fetchall()]
    return {
        "settings": {name: repr(getattr(settings, name)).partition(" at 0x")[0] for name in names},
        "database": files,
        "flushed": connection.ops.sql_flush(no_style(), ["press_plate"]),
        "media": str(default_storage.location),  # type: ignore[attr-defined]  # a folder's
        "templates": [str(place) for place in engines.all()[0].template_dirs],  # type: ignore[attr-defined]  # Django's
        "models": sorted(model._meta.label for model in apps.get_models()),
        "kinds": sorted(kind.name for kind in plates.kinds()),
        "urls": len(get_resolver().url_patterns),
        "hooks": sorted(name for name in hooks._hooks),
        "zone": time.tzname,
        "environment": {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        "arguments": sys.argv[1:2],
        "folder": str(Path.cwd()),
    }


def forked() -> bool:
    return b"tests.loaded" in Path("/proc/self/cmdline").read_bytes()


def started_anew(site: Site) -> dict[str, Any]:
    where = {"BROADSHEET_SITE": str(site.folder), "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings"}
    command = [sys.executable, "-m", "tests.inside", "tests.test_loaded:state", "{}"]
    environment = clean_environment(**site.environment, **where)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "arguments": []}


def change(site: Site, old: str, new: str) -> None:
    file = site.folder / "broadsheet.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_it_sees_its_own_site(site: Site, founded: Path, tmp_path: Path) -> None:
    """The first site may be what the program was loaded for; the second is not."""
    assert site.inside("tests.test_loaded:forked")
    with Site(copied(founded, tmp_path / "other")) as other:
        change(other, "The Mirna Bay Ledger", "The Other Ledger")
        change(other, "Europe/Lisbon", "Asia/Kathmandu")
        assert other.inside("tests.test_loaded:forked")
        seen = other.inside("tests.test_loaded:state")
        assert seen["database"] == [str(other.folder / "db.sqlite3")]
        anew = started_anew(other)
        assert {key: value for key, value in seen.items() if value != anew[key]} == {}


def test_where_loading_reads_something_else_it_is_loaded_anew(site: Site, founded: Path, tmp_path: Path) -> None:
    assert site.inside("tests.test_loaded:forked")
    environment = {"BROADSHEET_MEDIA_TO": "s3://ledger/media", "BROADSHEET_S3_ID": "a", "BROADSHEET_S3_SECRET": "b"}
    with Site(copied(founded, tmp_path / "other"), environment=environment) as other:
        assert not other.inside("tests.test_loaded:forked")


def test_how_a_process_ended_is_known(site: Site) -> None:
    done = site.run("press", "/nowhere/")
    assert (done.returncode, done.stdout) == (1, "")
    assert "/nowhere/ is no page of this paper" in done.stderr
    assert not list(site.folder.glob("db.sqlite3-*"))
    server = site.serve()
    assert server.poll() is None
    site.end(server, 9)
    assert server.returncode == -9
