"""Passwords that commands need: better asked for, or told by the environment, than typed as a word."""

from __future__ import annotations

import os
import sys
from urllib.parse import parse_qs, urlsplit

import click

from broadsheet.site.commands.opening import Failure

VARIABLE = "DATABASE_URL"


def warn_of(url: str) -> None:
    parts = urlsplit(url)
    if parts.password or "password" in parse_qs(parts.query):
        _warn(f"put the address into {VARIABLE} next time")


def _warn(remedy: str) -> None:
    """While a command runs, everybody on the machine can read its words; the shell remembers them."""
    click.echo(
        "The password in this command could be read by others on this machine, and your shell remembers it: "
        f"make another one if that matters, and {remedy}.",
        err=True,
    )


def of_somebody(typed: str | None, from_stdin: bool) -> str:
    """The password that was typed as a word; else the first line of standard input; else what is asked for, unseen
    and twice. Raises Failure, and UsageError where both are given."""
    if typed is not None:
        if from_stdin:
            raise click.UsageError("Give --password or --password-stdin, not both.")
        _warn("leave --password out next time: it is asked for, and --password-stdin takes it from a program")
        return typed
    if not from_stdin:
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    read = sys.stdin.readline().rstrip("\r\n")
    if not read:
        raise Failure("There is no password on standard input: give it as a line.")
    return read


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
