"""Passwords that commands need: better asked for, or told by the environment, than typed as a word."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

import click

VARIABLE = "DATABASE_URL"


def warn_of(url: str) -> None:
    """While a command runs, everybody on the machine can read its words; the shell remembers them."""
    parts = urlsplit(url)
    if parts.password or "password" in parse_qs(parts.query):
        click.echo(
            "The password in this command could be read by others on this machine, and your shell remembers it: "
            f"make another one if that matters, and put the address into {VARIABLE} next time.",
            err=True,
        )


def new_database(url: str | None) -> str:
    """The address that was typed; else that of DATABASE_URL, which then is not the site's own; else what is asked
    for, unseen."""
    if url is not None:
        warn_of(url)
        return url
    if os.environ.get(VARIABLE, "").startswith("postgres"):
        return os.environ.pop(VARIABLE)
    asked: str = click.prompt("Address of the empty PostgreSQL (postgresql://…)", hide_input=True, err=True)
    return asked.strip()
