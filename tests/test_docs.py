"""The documentation tells the truth: links lead somewhere, commands and tasks exist and are told."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click
import pytest
import wagtail
from click.testing import CliRunner

from broadsheet.site.cli import COMMANDS, main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_tells_every_command_and_no_other() -> None:
    told = set(re.findall(r"^\| `broadsheet ([\w-]+)", _read("README.md"), re.M))
    assert told == set(COMMANDS)


def test_options_in_the_readme_exist() -> None:
    for name, options in re.findall(r"broadsheet ([a-z]+)([^`\n]*)", _read("README.md")):
        shown = CliRunner().invoke(main, [name, "--help"]).output
        for option in re.findall(r"--[a-z-]+", options):
            assert option in shown, f"broadsheet {name} {option}"


TYPED = re.compile(r"(?:^    .*?|`)broadsheet ([a-z][\w-]*)([^`\n]*)", re.M)
"""A command in a block, or between backticks."""


@pytest.mark.parametrize("page", [page for page in PAGES if "running" in page.parts], ids=lambda page: page.name)
def test_commands_and_options_for_operators_exist(page: Path) -> None:
    for name, words in TYPED.findall(page.read_text(encoding="utf-8")):
        if words.startswith(":"):
            continue  # an image of that name
        assert name in COMMANDS, f"broadsheet {name}"
        command = main.get_command(click.Context(main), name)
        assert command is not None
        for word in words.replace(")", " ").split() if isinstance(command, click.Group) else ():
            command = command.get_command(click.Context(command), word) or command
            break
        shown = {option for parameter in command.params for option in parameter.opts}
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", words.partition(" -- ")[0]):
            assert option in shown, f"broadsheet {name} {option}"


def test_every_task_of_the_makefile_is_listed() -> None:
    targets = set(re.findall(r"^\.PHONY: (.*)$", _read("Makefile"), re.M)[0].split())
    listed = subprocess.run(["make", "--silent"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in listed.splitlines()} == targets


def test_ci_calls_the_readmes_test_command_and_nothing_else() -> None:
    commands = [line for line in _read(".ci/run").splitlines() if line and not line.startswith("#")]
    assert commands == ['cd "$(dirname "$0")/.." && exec make test']


def test_constraints_are_versions_and_nothing_else() -> None:
    wrong = [line for line in _read("constraints.txt").splitlines() if not re.fullmatch(r"[\w.\-]+==[\w.!+]+", line)]
    assert wrong == []


def test_each_decision_has_its_number_and_says_why_and_what_follows() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert sorted(set(numbers)) == numbers  # several people add at once: a number may be missing, none comes twice
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), page.name


def test_the_guide_for_editors_calls_things_what_the_desk_calls_them() -> None:
    wagtails = Path(wagtail.__file__).parent
    catalogues = [ROOT / "broadsheet" / "locale" / "uk" / "LC_MESSAGES" / "django.po"]
    catalogues += [wagtails / room / "locale" / "uk" / "LC_MESSAGES" / "django.po" for room in ("admin", "images")]
    known = set()
    for catalogue in catalogues:
        entries = re.findall(r'^msgid ((?:".*"\s)+)', catalogue.read_text(encoding="utf-8"), re.M)
        known |= {"".join(re.findall(r'"(.*)"', entry)).casefold() for entry in entries}
    pages = [page for page in (ROOT / "docs" / "editing").glob("*.md") if page.stem not in ("README", "newsletters")]
    said = {" ".join(words.split()) for page in pages for words in re.findall(r"“([^”]+)”", page.read_text("utf-8"))}
    assert len(said) > 30
    assert {words for words in said if words.casefold() not in known} <= {"Editors' Picks", "Front page"}
