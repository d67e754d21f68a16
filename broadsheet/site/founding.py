"""Makes the folder of a new site: settings, secrets, media, press, and the database from the template."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import zstandard

from broadsheet.press.folder import Folder
from broadsheet.site import secret_file
from broadsheet.site.config import CONFIG_NAME, DATABASE_NAME, SECRETS_NAME

TEMPLATE_DATABASE = "template.sqlite3.zst"
OURS = (CONFIG_NAME, SECRETS_NAME, DATABASE_NAME)


class NotFounded(Exception):
    """The site cannot be made here; the message is the one sentence to show."""


@dataclass(frozen=True)
class Choices:
    """What is asked when a site is made; everything else keeps its default."""

    name: str = "The Paper"
    base_url: str = "http://127.0.0.1:8000"
    languages: tuple[str, ...] = ("en",)
    time_zone: str = "UTC"
    second_factor: str = "required"


def found(site: Path, choices: Choices, *, database: bool = True) -> None:
    """Make the site; `database=False` leaves the SQLite file out, for a site on PostgreSQL."""
    try:
        if there := [name for name in OURS if (site / name).exists()]:
            raise NotFounded(f"There is a site in {site} already ({there[0]}): choose another folder.")
        before = {path.name for path in site.iterdir()} if site.is_dir() else None
    except OSError as error:
        raise NotFounded(f"The folder {site} cannot be read: {error.strerror}.") from error
    try:
        _write(site, choices, database=database)
    except BaseException as error:
        unmake(site, before)
        if isinstance(error, OSError):
            raise NotFounded(f"The site cannot be written to {site}: {error.strerror or error}.") from error
        if isinstance(error, sqlite3.Error):
            raise NotFounded(f"The site cannot be written to {site}: {error}.") from error
        raise


def unmake(site: Path, before: set[str] | None) -> None:
    """Take away what was made of a site that could not be made whole, so that it can be tried again. `before`: the
    names that lay in the folder; None when there was no folder."""
    if before is None:
        shutil.rmtree(site, ignore_errors=True)
        return
    for name in {*OURS, "media", "press"} - before:
        if (site / name).is_dir():
            shutil.rmtree(site / name, ignore_errors=True)
        else:
            (site / name).unlink(missing_ok=True)


def _write(site: Path, choices: Choices, *, database: bool) -> None:
    site.mkdir(parents=True, exist_ok=True)
    (site / "media").mkdir(exist_ok=True)
    Folder(site / "press").make()
    if database:
        _copy_database(site / DATABASE_NAME, choices)
    secret_file.write_new(site / SECRETS_NAME, secret_file.text())
    (site / CONFIG_NAME).write_text(settings_text(choices), encoding="utf-8")


def _copy_database(target: Path, choices: Choices) -> None:
    packed = (files("broadsheet.site") / TEMPLATE_DATABASE).read_bytes()
    with target.open("xb") as file:
        file.write(zstandard.ZstdDecompressor().decompress(packed))
    with closing(sqlite3.connect(target)) as connection, connection:
        _rename(connection, choices)


def _rename(connection: sqlite3.Connection, choices: Choices) -> None:
    """Name, address and first language, by hand: setting Django up would take five times as long as all the rest."""
    address, language = urlsplit(choices.base_url), choices.languages[0]
    port = address.port or (443 if address.scheme == "https" else 80)
    connection.execute("UPDATE wagtailcore_locale SET language_code = ?", (language,))
    connection.execute(
        "UPDATE wagtailcore_site SET hostname = ?, port = ?, site_name = ?", (address.hostname, port, choices.name)
    )
    connection.execute(
        "UPDATE wagtailcore_page SET title = ?, draft_title = ?, slug = ?, url_path = ? WHERE depth = 2",
        (choices.name, choices.name, f"home-{language}", f"/home-{language}/"),
    )


def settings_text(choices: Choices) -> str:
    """The commented settings file with these choices in it."""
    text = (files("broadsheet.site") / CONFIG_NAME).read_text(encoding="utf-8")
    for key, value in vars(choices).items():
        default = getattr(Choices, key)
        before, after = f"\n{key} = {_toml(default)}\n", f"\n{key} = {_toml(value)}\n"
        assert before in text, f"{CONFIG_NAME} has no line for {key}"
        text = text.replace(before, after)
    return text


def _toml(value: str | tuple[str, ...]) -> str:
    """A TOML string or list; JSON's spelling of both is TOML's as well."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
