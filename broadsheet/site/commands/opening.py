"""What every command does first: take the site of --site, or say in one sentence why that cannot be."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import click
import django
from django.db import DatabaseError

from broadsheet.site.loading import ConfigError, load

F = TypeVar("F", bound=Callable[..., Any])


class Failure(click.ClickException):
    """Ends a command with one sentence on standard error and exit status 1. What it quotes may end with a full stop
    already."""

    def __init__(self, message: str) -> None:
        super().__init__(message.rstrip(".") + "." if message.endswith("..") else message)

    def show(self, file: Any = None) -> None:
        click.echo(f"broadsheet: {self.message}", err=True)


class SiteCommand(click.Command):
    """A command on a site: what may go wrong with any of them ends in one sentence, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise Failure(str(error)) from None
        except DatabaseError as error:
            raise Failure(f"The database cannot be used ({str(error).strip()}): run `broadsheet check`.") from None


def site_option(command: F) -> F:
    """Adds `--site DIR`, which reaches the command as `site: Path`."""
    return click.option(
        "--site",
        type=click.Path(path_type=Path, readable=False),
        default=Path(),
        metavar="DIR",
        help="The site's folder; by default the current one.",
    )(command)


def open_site(site: Path, module: str) -> ModuleType:
    """Sets Django up for the site, and returns the module that does the work.

    Modules that need models can be imported only after that, hence by name.
    """
    site = site.resolve()
    check_folder(site)
    load(site)  # Django would hide its sentence in a traceback
    os.environ["BROADSHEET_SITE"] = str(site)
    os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.site.settings"
    django.setup()
    return import_module(module)


def demand_owner(site: Path) -> None:
    """Raises Failure for root where the site is somebody else's: what root presses nobody else could press again."""
    owner = site.resolve().stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        name = pwd.getpwuid(owner).pw_name
        raise Failure(f"The site belongs to {name}: write `runuser -u {name} --` before the command.")


def check_folder(site: Path) -> None:
    """Raises Failure unless the folder can be read and written."""
    try:
        there = site.is_dir()
    except PermissionError:
        raise Failure(f"The folder {site} cannot be reached: give it to the user who runs this.") from None
    if not there:
        raise Failure(f"There is no folder {site}: run `broadsheet init {site}` to make a site there.")
    for right, word in ((os.R_OK | os.X_OK, "read"), (os.W_OK, "written")):
        if not os.access(site, right, effective_ids=True):
            raise Failure(f"The folder {site} cannot be {word}: give it to the user who runs this.")
