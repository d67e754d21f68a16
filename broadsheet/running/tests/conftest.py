"""A site that a machine is to run by itself, and one in which nothing is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.amends.tests.conftest import at_desk, cast  # noqa: F401  (fixtures)
from broadsheet.kit import clock
from broadsheet.press.folder import Folder, pack
from broadsheet.press.models import Desk
from broadsheet.running import runs
from broadsheet.running.services import Service
from tests.postgres import free_port

PAGE = "<p>The Mirna Bay Ledger</p>" * 40


@pytest.fixture
def service(tmp_path: Path) -> Service:
    folder = Folder(tmp_path / "site/press")
    folder.make()
    folder.write_dynamic(["/desk/", "/static/", "/newsletters/", "/healthz"])
    folder.put("/ferry/", pack(PAGE.encode(), ".html"))
    folder.move("/old/", "/ferry/")
    program = tmp_path / "bin/broadsheet"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    names = ("127.0.0.1", "www.ledger.example")
    return Service("ledger", "The 100% Ledger", tmp_path / "site", "daemon", program, free_port(), names)


@pytest.fixture
def well(settings: Any, tmp_path: Path, db: None) -> None:
    """A site in which nothing is wrong."""
    settings.SITE, settings.MEDIA_ROOT, settings.PRESS_ROOT = tmp_path, tmp_path / "media", tmp_path / "press"
    for folder in ("media", "press", "backups"):
        (tmp_path / folder).mkdir()
    settings.BACKUP_TO, settings.PAPER_BASE_URL = "backups", "http://127.0.0.1:8000"
    backed_up(tmp_path, timedelta(hours=2))
    Desk.objects.update_or_create(pk=1, defaults={"heartbeat": clock.wall(), "clock_alarm": ""})


def backed_up(site: Path, ago: timedelta) -> None:
    for path in (site / "backups").iterdir():
        path.unlink()
    (site / "backups" / f"{runs.backing.paper()}-{clock.wall() - ago:%Y%m%dT%H%M%SZ}.tar.zst").touch()
