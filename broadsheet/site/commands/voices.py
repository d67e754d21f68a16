"""`broadsheet voices …`."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option

MANY = 8  # speakers that are all listed
WAIT = 5.0  # seconds between two looks at how far it is
SAMPLE = "The council of Mirna Bay voted on Tuesday to keep the old harbour road open."


@click.group("voices")
def command() -> None:
    """The voices that read stories aloud."""


def _opened(site: Path) -> tuple[ModuleType, Path]:
    """(installing, the folder of the voices)"""
    setting_up = open_site(site, "broadsheet.narration.setting_up")
    return open_site(site, "broadsheet.narration.voices.installing"), setting_up.setup().voices


@command.command("list", cls=SiteCommand)
@site_option
def listing(site: Path) -> None:
    """What can speak here, what could, and what it takes."""
    installing, voices = _opened(site)
    setup = open_site(site, "broadsheet.narration.setting_up").setup()
    here = installing.installed(voices)
    click.echo("Engines:")
    for engine in (make(setup) for make in installing.ENGINES.values()):
        click.echo(f"  {engine.id:<11} {_standing(installing, engine, {voice.engine for voice in here})}")
    click.echo("Voices that are here:")
    by_language = defaultdict(list)
    for voice in here:
        by_language[voice.engine, voice.language].append(
            voice.name + _speakers(installing.speakers_of(voice, voices))
        )
    for (engine, language), names in by_language.items():
        click.echo(f"  {engine:<11} {language}: {', '.join(names)}")
    if spoken := sorted(installing.espeak.voices()):
        click.echo(f"  {'espeak':<11} {', '.join(spoken)}")
    click.echo("Voices that can be installed by name:")
    for bundle in installing.BUNDLES.values():
        click.echo(f"  {bundle.engine:<11} {bundle.name} ({bundle.language}), {bundle.size / 1e6:.0f} MB")


def _standing(installing: ModuleType, engine: Any, with_voices: set[str]) -> str:
    """Whether it can speak, or why not, and what mends that."""
    found = engine.available()
    if found.reason:
        return f"{found.reason} Mend it: {found.command}"
    names = [bundle.name for bundle in installing.BUNDLES.values() if bundle.engine == engine.id]
    if names and engine.id not in with_voices:
        return f"has no voice here yet. Mend it: broadsheet voices install {names[0]}"
    return "ready"


def _speakers(names: list[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(names[:MANY]) + (f" … {names[-1]}" if len(names) > MANY else "")
    return f" (put :NAME after it for one of its {len(names)} speakers: {shown})"


@command.command("install", cls=SiteCommand)
@site_option
@click.argument("name")
@click.option("--from", "folder", type=click.Path(path_type=Path), help="A folder that holds its files.")
@click.option("--url", "addresses", multiple=True, help="Of one that is in no list: twice, the model first.")
@click.option("--sha256", "sums", multiple=True, help="The checksum of each --url.")
@click.option("--yes", is_flag=True, help="Do not ask after showing the licence.")
def install(
    site: Path, name: str, folder: Path | None, addresses: tuple[str, ...], sums: tuple[str, ...], yes: bool
) -> None:
    """Fetch a voice after showing its licence, and check that it is the right file."""
    installing, voices = _opened(site)
    try:
        if folder:
            for file, found in installing.install_from(folder, name, voices):
                click.echo(f"{file}: sha256 {found}")
        else:
            _fetch(installing, voices, _bundle(installing, name, addresses, sums), ask=not yes)
    except (installing.NotInstalled, installing.fetching.NotFetched) as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"The voice could not be written to {voices} ({error.strerror or error}).") from None
    click.echo(f"{name} is installed. Hear it: broadsheet voices try {name} --site {site}")


def _bundle(installing: ModuleType, name: str, addresses: tuple[str, ...], sums: tuple[str, ...]) -> Any:
    if addresses:
        return installing.from_addresses(name, addresses, sums)
    if name not in installing.BUNDLES:
        raise Failure(
            f"No voice is known as {name}: `broadsheet voices list` lists them, others come by --url or --from."
        )
    return installing.BUNDLES[name]


def _fetch(installing: ModuleType, voices: Path, bundle: Any, *, ask: bool) -> None:
    licence = installing.fetching.card(bundle.card) if bundle.card else bundle.licence
    click.echo(f"Licence of {bundle.name}:\n")
    click.echo(licence.strip() or "It is not known here: look where the voice comes from.")
    click.echo()
    if ask and not click.confirm("Fetch it?"):
        raise Failure("Nothing was fetched.")
    with click.progressbar(length=int(bundle.size), label=bundle.name, file=sys.stderr) as bar:
        installing.install(bundle, voices, bar.update)


@command.command("remove", cls=SiteCommand)
@site_option
@click.argument("name")
def remove(site: Path, name: str) -> None:
    """Take a voice away. Recordings that it made stay."""
    installing, voices = _opened(site)
    try:
        installing.remove(name, voices)
    except installing.NotInstalled as error:
        raise Failure(str(error)) from None
    click.echo(f"{name} is removed.")


@command.command("try", cls=SiteCommand)
@site_option
@click.argument("name")
@click.argument("words", default=SAMPLE)
@click.option("--language", default="", help="Its code; by default the voice's own.")
@click.option("--rate", default=1.0, type=click.FloatRange(0.5, 2.0), help="How fast; 1 is the voice's own pace.")
@click.option("--to", "file", type=click.Path(path_type=Path), default="try.flac", help="The file to write.")
def trying(site: Path, name: str, words: str, language: str, rate: float, file: Path) -> None:
    """Let a voice say WORDS, and write them to a sound file.

    NAME may begin with an engine: "openai:alloy", "espeak:uk".
    """
    installing, voices = _opened(site)
    setup = open_site(site, "broadsheet.narration.setting_up").setup()
    studio = open_site(site, "broadsheet.narration.sound.trying")
    try:
        voice = installing.named(name, voices, language)
        began = time.monotonic()
        seconds = studio.say(words, voice, rate, setup, file.resolve())
    except (installing.NotInstalled, studio.EngineError) as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{file} could not be written ({error.strerror or error}).") from None
    click.echo(f"{file}: {seconds:.1f} s, made in {time.monotonic() - began:.1f} s.")


@command.command("anew", cls=SiteCommand)
@site_option
@click.option("--language", default="", help="Of stories in this one alone; by default of all that are read aloud.")
@click.option("--dry-run", is_flag=True, help="Say how much it would be, and do nothing. Reads every story.")
@click.option("--wait", is_flag=True, help="Show how far it is until it is done; ending that ends nothing else.")
@click.option("--stop", is_flag=True, help="What is not made again yet stays as it is.")
def saying_anew(site: Path, language: str, dry_run: bool, wait: bool, stop: bool) -> None:
    """Have all recordings looked at, and made again where they would say something else now.

    The server or the worker does it, when nothing else waits, and goes on after a restart.
    """
    anew = open_site(site, "broadsheet.narration.recording.anew")
    known = open_site(site, "broadsheet.narration.recording.looking").languages_on()
    if language and language not in known:
        raise Failure(f"Stories in “{language}” are not read aloud; those that are: {', '.join(known) or 'none'}.")
    for each in [language] if language else sorted(known):
        if dry_run:
            _compare(anew, each)
        elif stop:
            click.echo(f"{each}: {anew.stop(each)} recordings stay as they are.")
        else:
            _ask(anew, each)
            if wait:
                _wait(anew, each)


def _compare(anew: ModuleType, language: str) -> None:
    there = anew.extent(language)
    again, sentences = 0, 0
    with click.progressbar(
        anew.compared(language), length=there.recordings, label=language, file=sys.stderr
    ) as recordings:
        for each in recordings:
            again += each.otherwise
            sentences += each.sentences
    click.echo(
        f"{language}: {again} of {there.recordings} recordings would be made again, with {sentences} sentences to "
        "speak."
    )


def _ask(anew: ModuleType, language: str) -> None:
    there = anew.extent(language)
    count = anew.ask(language)
    longest = f", {_hours(there.longest)} at most" if there.longest is not None else ""
    click.echo(f"{language}: {count} recordings ({_hours(there.seconds)} of sound) are looked at{longest}.")


def _wait(anew: ModuleType, language: str) -> None:
    """Until it is over."""
    now = anew.progress(language)
    while now is not None and not now.over:
        left = f", about {_hours(now.left)}" if now.left is not None and not now.to_look_at else ""
        click.echo(
            f"{language}: {now.to_look_at} to look at, {now.to_make} to make again{left}; {now.made} are made.",
            err=True,
        )
        time.sleep(WAIT)
        now = anew.progress(language)
    click.echo(f"{language}: done, {now.made if now else 0} were made again.")


def _hours(seconds: float) -> str:
    return (
        f"{seconds / 3600:.1f} h"
        if seconds >= 3600
        else f"{seconds / 60:.0f} min"
        if seconds >= 60
        else f"{seconds:.0f} s"
    )
