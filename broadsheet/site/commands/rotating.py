"""`broadsheet secrets …`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from broadsheet.site import secret_file
from broadsheet.site.commands.opening import Failure, SiteCommand, check_folder, open_site, site_option
from broadsheet.site.config import PREFIX, SECRETS_NAME
from broadsheet.site.loading import load

AFTER = {
    "secret_key": "Everybody at the desk signs in again; forms and links of a few days that are out end.",
    "metrics_token": "Give the new one to whoever reads /metrics.",
}
KEY, BEFORE = "encryption_key", "encryption_key_before"


@click.group("secrets")
def command() -> None:
    """The secrets of a site, which lie in secrets.toml."""


@command.command("rotate", cls=SiteCommand)
@site_option
@click.argument("name", type=click.Choice(sorted([*secret_file.MADE, KEY])), default="secret_key")
def rotate(site: Path, name: str) -> None:
    """Put a new NAME in place of the one that is there, by default secret_key; then start the site again.

    encryption_key encrypts names of protected sources and second factors; all of them are encrypted anew, while
    server and worker are stopped. field_key did that until the first time and stays for the rest: addresses that must
    not be written to are kept as hashes that it makes, and unsubscribing by mails that were sent depends on it. Keys
    of services are changed in secrets.toml by hand.
    """
    site = site.resolve()
    check_folder(site)
    if name == KEY:
        _encrypt_anew(site)
        return
    load(site)
    _put(site, {name: secret_file.MADE[name]()})
    click.echo(f"{name} is another one from the next start on. {AFTER[name]}")


def _encrypt_anew(site: Path) -> None:
    """The new key is written down before anything is under it, and that of before goes when nothing is any more: what
    is broken off in between is readable, and goes on at the next time."""
    if variable := next(
        (name for name in (PREFIX + KEY.upper(), PREFIX + BEFORE.upper()) if os.environ.get(name)), ""
    ):
        raise Failure(f"{variable} is set in the environment: write it into {SECRETS_NAME} instead, and unset it.")
    rekeying = open_site(site, "broadsheet.running.rekeying")
    config = load(site)
    key, before = config.encryption_key.get_secret_value(), config.encryption_key_before.get_secret_value()
    try:
        rekeying.demand_idle()
        if not before:
            key, before = secret_file.new_key(), key or config.field_key.get_secret_value()
            _put(site, {KEY: key, BEFORE: before})
        count = rekeying.encrypt_anew(key, before)
    except rekeying.NotRekeyed as error:
        raise Failure(str(error)) from None
    _put(site, {BEFORE: ""})
    what = "One name or second factor is" if count == 1 else f"{count} names and second factors are"
    click.echo(f"{what} under a new {KEY}. Start the server and the worker again;")
    click.echo(
        f"other hosts need this {SECRETS_NAME} first. What lies in before-upgrade/ is under the key of before:"
    )
    click.echo("`broadsheet upgrade --undo` would bring back names and second factors that nobody can read.")


def _put(site: Path, values: dict[str, str]) -> None:
    try:
        secret_file.put(site / SECRETS_NAME, values)
    except secret_file.NotThere:
        raise Failure(f"There is no {site / SECRETS_NAME}: the secrets come from the environment.") from None
    except OSError as error:
        raise Failure(f"{site / SECRETS_NAME} cannot be written ({error.strerror}).") from None
