"""secrets.toml: made when the site is, for its owner only, and changed one secret at a time."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

MADE: dict[str, Callable[[], str]] = {
    "secret_key": lambda: secrets.token_urlsafe(48),
    "metrics_token": lambda: secrets.token_urlsafe(24),
}
"""Secrets that may be replaced by new ones."""


class NotThere(Exception):
    """There is no such file."""


def text() -> str:
    """That of a new site."""
    return (
        "# The secrets of this site, made when it was. Keep a copy where nobody else finds it:\n"
        "# without field_key what is encrypted in the database is lost.\n"
        f'secret_key = "{MADE["secret_key"]()}"\n'
        f'field_key = "{new_key()}"\n'
        "# Who shows this may read the site's figures at /metrics from another machine.\n"
        f'metrics_token = "{MADE["metrics_token"]()}"\n'
    )


def write_new(path: Path, words: str) -> None:
    """Write a file that only its owner could ever read; it must not exist."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(words)
        file.flush()
        os.fsync(file.fileno())


def new_key() -> str:
    """32 bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def put(path: Path, values: dict[str, str]) -> None:
    """Have these secrets there, all at once and durably; "" takes one out. All other lines stay as they are. Raises
    NotThere, OSError."""
    try:
        text, owner = path.read_text(encoding="utf-8"), path.stat()
    except FileNotFoundError as error:
        raise NotThere from error
    for name, value in values.items():
        line = f'{name} = "{value}"\n' if value else ""
        text, count = re.subn(rf"^{name}\s*=.*(?:\n|\Z)", line, text, flags=re.MULTILINE)
        if not count:
            text = f"{text.rstrip()}\n{line}"
    _replace(path, text, owner)


def _replace(path: Path, text: str, owner: os.stat_result) -> None:
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    write_new(half, text)
    os.chown(half, owner.st_uid, owner.st_gid)
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
