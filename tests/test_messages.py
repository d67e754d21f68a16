"""Ukrainian is complete: every message that the code has is translated, and what ships is compiled from that."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import messages
from tests.parts import ROOT

PACKAGE = ROOT / "broadsheet"
pytestmark = [pytest.mark.part("msgfmt"), pytest.mark.parametrize("language", messages.LANGUAGES)]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package's code and catalogues, apart."""
    ignored = shutil.ignore_patterns("static", "tests", "__pycache__", "texts", "pictures.zip", "*.zst")
    return Path(shutil.copytree(PACKAGE, tmp_path / "broadsheet", ignore=ignored))


@pytest.mark.slow
def test_the_catalogue_has_every_message_of_the_code(language: str, package: Path) -> None:
    kept = _ids(messages.catalogue(PACKAGE, language))
    messages.collect(package)
    assert _ids(messages.catalogue(package, language)) == kept, "run `make messages`, and translate what is new"


def test_every_message_is_translated(language: str) -> None:
    file = messages.catalogue(PACKAGE, language)
    for kind in ("--untranslated", "--only-fuzzy"):
        found = subprocess.run(["msgattrib", kind, str(file)], capture_output=True, text=True, check=True).stdout
        assert _messages(found) == []


def test_what_ships_is_compiled_from_the_catalogue(language: str) -> None:
    file = messages.catalogue(PACKAGE, language)
    assert file.with_suffix(".mo").read_bytes() == messages.compiled(file), "run `make messages`"


def _ids(file: Path) -> list[str]:
    return sorted(_messages(file.read_text(encoding="utf-8")))


def _messages(text: str) -> list[str]:
    """Each entry's msgid with its context and plural, as they stand in the file."""
    entries = [
        "\n".join(line for line in entry.splitlines() if not line.startswith(("#", "msgstr")))
        for entry in text.split("\n\n")
        if "msgid" in entry
    ]
    return [entry for entry in entries if 'msgid ""\n"' not in entry and entry.strip() not in ('msgid ""', "")]
