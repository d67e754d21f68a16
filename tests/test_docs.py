"""The documentation tells the truth: links lead somewhere, commands and tasks exist and are told."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
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
    told = set(re.findall(r"^\| `broadsheet (\w+)", _read("README.md"), re.M))
    assert told == set(COMMANDS)


def test_options_in_the_readme_exist() -> None:
    for name, options in re.findall(r"broadsheet ([a-z]+)([^`\n]*)", _read("README.md")):
        shown = CliRunner().invoke(main, [name, "--help"]).output
        for option in re.findall(r"--[a-z-]+", options):
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
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), page.name
