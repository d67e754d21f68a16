"""The command `broadsheet`. Each command is a file under commands/, loaded only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from broadsheet import __version__

COMMANDS = {
    "init": "Make a new, empty site in a folder.",
    "demo": "Make a made-up newsroom and serve it.",
    "serve": "Serve the paper and the desk.",
    "worker": "Press in a process of its own.",
    "press": "Press pages again.",
    "import": "Bring stories and subscribers in from elsewhere.",
    "voices": "The voices that read stories aloud.",
    "verify-audio": "Say whether the marking of a recording is whole.",
    "backup": "Put the whole site into one file.",
    "restore": "Make a site from a backup.",
    "upgrade": "Bring a site to this version of the program, or back.",
    "move-database": "Move a site's database from SQLite to PostgreSQL.",
    "move-media": "Bring pictures and recordings of a site into a bucket.",
    "check": "Say in plain words what is wrong with a site.",
    "plates-only": "In a storm of readers, serve pages alone.",
    "install-service": "Have this machine run a site: systemd, nginx, log rotation.",
    "secrets": "Make secrets of a site anew.",
    "createuser": "Let somebody sign in at the desk.",
    "reset-second-factor": "Let somebody sign in who has lost a device.",
    "manage": "Run one of Django's own commands.",
}
MODULES = {
    "import": "importing",
    "verify-audio": "verify_audio",
    "move-database": "move_database",
    "move-media": "move_media",
    "plates-only": "plates_only",
    "install-service": "install_service",
    "secrets": "rotating",
    "reset-second-factor": "reset_second_factor",
}
"""Where the file of a command cannot have its name."""


class Commands(click.Group):
    """Knows every command's name and line of help without loading any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f"broadsheet.site.commands.{MODULES.get(name, name)}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def main() -> None:
    """Broadsheet, the publishing system of an independent newsroom.

    A site is a folder; every command works on the one in the current folder, or on that of --site.
    """
