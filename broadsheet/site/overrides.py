"""Templates in the site's own folder: each file there goes before the package's of the same name.

A broken one fails the pages that are made with it, with a sentence that names the file; what readers have of those
pages stays. A changed one is noticed while the site runs, in every process. docs/templates.md says what there is to
override.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.template import Engine, Origin, Template, TemplateSyntaxError
from django.template.loaders import app_directories, cached, filesystem

FOLDER = "templates"
LOOK_EVERY = 1.0  # seconds

Signature = tuple[tuple[str, int, int], ...]


class BrokenOverride(TemplateSyntaxError):
    """A template of the site's folder that cannot be used; the message is the sentence to show."""


def files(folder: Path) -> list[Path]:
    """The templates of a site; none when it has no such folder."""
    return sorted(file for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else []


def signature(folder: Path) -> Signature:
    """Differs when a template came, went or was written: (name, time in ns, size) of each."""
    found = []
    for file in files(folder):
        try:
            state = file.stat()
        except FileNotFoundError:  # it went in this moment
            continue
        found.append((str(file), state.st_mtime_ns, state.st_size))
    return tuple(found)


class SiteFolder(filesystem.Loader):
    """The files of the site's folder, each tried before it is used."""

    def get_contents(self, origin: Origin) -> str:
        try:
            text: str = super().get_contents(origin)
            Template(text, origin, str(origin.template_name), self.engine)
        except (TemplateSyntaxError, UnicodeDecodeError, OSError) as error:
            raise BrokenOverride(_sentence(origin, error)) from error
        return text


def _sentence(origin: Origin, error: Exception) -> str:
    token = getattr(error, "token", None)
    line = f", line {token.lineno}," if token is not None else ""
    return f"{FOLDER}/{origin.template_name!s}{line} cannot be used ({error}): mend the file, or take it away."


class Loader(cached.Loader):
    """Django's cache of templates, emptied when a file of the site's folder differs from what it was."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._folder, self._signature, self._next = folder, signature(folder), time.monotonic() + LOOK_EVERY
        super().__init__(engine, [])
        self.loaders = [SiteFolder(engine, [folder]), app_directories.Loader(engine)]

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        if time.monotonic() >= self._next:
            self._look()
        found: Template = super().get_template(template_name, skip)
        return found

    def _look(self) -> None:
        now = signature(self._folder)
        self._next = time.monotonic() + LOOK_EVERY
        if now != self._signature:
            self._signature = now
            self.reset()
