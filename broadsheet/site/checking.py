"""What `broadsheet check` looks at once the settings could be read: each finding is a line in plain words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks

from broadsheet.site.health import database_error, missing_migrations, troubles


def findings(*, deploy: bool) -> list[str]:
    """One sentence for each thing that is wrong; empty when all is well."""
    return [*_folders(settings.SITE), *_database(), *_django(deploy), *(_unsafe() if deploy else ())]


def _folders(site: Path) -> Iterator[str]:
    for folder in (site, settings.MEDIA_ROOT, settings.PRESS_ROOT):
        if folder.exists() and not folder.is_dir():
            yield f"{folder} is no folder: move it away, and make a folder of that name."
        elif not folder.is_dir():
            yield f"The folder {folder} is missing: make it, or copy it from a backup."
        elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield f"The folder {folder} cannot be read and written: give it to the user who runs this."


def _database() -> Iterator[str]:
    said = database_error()
    if said:
        yield f"The database says: {said}"
        return
    if missing := missing_migrations():
        yield f"The database is of another version ({missing} steps behind): run `broadsheet manage migrate`."
        return  # what cannot be read says nothing about the rest
    for trouble in troubles():
        yield str(trouble)


def _django(deploy: bool) -> Iterator[str]:
    for found in checks.run_checks(include_deployment_checks=deploy):
        if found.level >= checks.WARNING and not found.is_silenced():
            yield f"{found.msg}{f' ({found.hint})' if found.hint else ''} [{found.id}]"


def _unsafe() -> Iterator[str]:
    config = settings.CONFIG
    if not config.base_url.startswith("https://"):
        yield f"base_url is {config.base_url}: put a server with HTTPS in front, and give its address here."
    if not config.email_url:
        yield "email_url is empty, so mail is only put into a folder: give the address of a mail server."
