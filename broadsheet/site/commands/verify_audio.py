"""`broadsheet verify-audio FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.narration.sound.marking import verify
from broadsheet.site.commands.opening import Failure

SOURCES = {
    "trainedAlgorithmicMedia": "made by a trained voice",
    "algorithmicMedia": "read by a machine",
}


@click.command("verify-audio")
@click.argument("file", type=click.Path(path_type=Path, readable=False))
def command(file: Path) -> None:
    """Say whether the marking of a recording is whole."""
    try:
        found = verify(file)
    except OSError as error:
        raise Failure(f"{file} cannot be read ({error.strerror}).") from None
    match found.state:
        case "no sound":
            raise Failure(f"{file} is no MP3.")
        case "none":
            raise Failure(f"{file} has no marking.")
        case "changed":
            raise Failure(f"{file} was changed after it was marked, or its marking is damaged.")
    made = SOURCES.get(found.source, found.source or "not said how it was made")
    click.echo(f"{file}: the marking is whole ({made}; signed as {found.by}).")
