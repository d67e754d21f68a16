"""What every command does first: take the site of --site, or say in one sentence why that cannot be."""

from __future__ import annotations

import atexit
import gc
import os
import pwd
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import click
import django
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connections

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
        except IntegrityError as error:
            said = str(error).strip().partition("\n")[0]
            raise Failure(
                f"The database refused a row ({said}): somebody else may have written the same at the same moment, "
                "so run it once more."
            ) from None
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


def open_site(site: Path, module: str, *, as_root: bool = False) -> ModuleType:
    """Sets Django up for the site, and returns the module that does the work. Root goes on as the site's owner,
    unless `as_root`.

    Modules that need models can be imported only after that, hence by name.
    """
    site = site.resolve()
    check_folder(site)
    if not as_root:
        become_owner(site)
    load(site)  # Django would hide its sentence in a traceback
    os.environ["BROADSHEET_SITE"] = str(site)
    os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.site.settings"
    if apps.ready:
        return import_module(module)
    with kept_for_good():
        django.setup()
        # what is kept for good is not taken apart at the end either: an open SQLite would leave its log beside it
        atexit.register(connections.close_all)
        return import_module(module)


@contextmanager
def kept_for_good() -> Iterator[None]:
    """What is loaded in this lives as long as the process. The collector does not look through it: to do so while it
    is loaded takes two fifths of every start, and in a server each full look would be a fifth of a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def become_owner(site: Path) -> None:
    """Root at a site of somebody else's goes on as that user: what root writes there nobody else could change again,
    and what root can read and write says nothing of the one who serves the paper."""
    found = site.stat()
    if os.geteuid() != 0 or found.st_uid == 0:
        return
    try:
        user = pwd.getpwuid(found.st_uid)
    except KeyError:
        raise Failure(f"The site {site} belongs to a user {found.st_uid} whom this machine does not know.") from None
    for place in (Path(sys.base_prefix), Path(sys.prefix), Path(__file__)):
        if barred := _barred(place.resolve()):
            raise Failure(
                f"The program lies in {barred}, where {user.pw_name}, to whom the site belongs, cannot pass: "
                "install it anew in /opt (docs/running)."
            )
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.umask(0o022)  # as the units have it: nginx reads what is pressed
    os.environ.update(HOME=user.pw_dir, USER=user.pw_name, LOGNAME=user.pw_name)
    if sys.stderr.isatty():
        click.echo(f"This goes on as {user.pw_name}, to whom the site belongs.", err=True)
    check_folder(site)


def _barred(path: Path) -> Path | None:
    """The first folder above it that only its owner can pass."""
    return next((folder for folder in reversed(path.parents) if not folder.stat().st_mode & stat.S_IXOTH), None)


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
