"""Ukrainian is complete: every message that the code has is translated, and what ships is compiled from that. Of
Arabic, what readers see is complete."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import TextChoices
from django.utils.translation import override

from broadsheet.people.models import Role
from broadsheet.stories.models import CorrectionKind, EvidenceKind, Grounds
from tests import messages
from tests.parts import ROOT

PACKAGE = ROOT / "broadsheet"
pytestmark = pytest.mark.part("msgfmt")
SEEN_BY_READERS = re.compile(
    r"(design|stories|briefs|fronts|sections|updates|narration|amends|newsletters|search)/templates/\w+/\w+\.html"
    r"|newsletters/(signup/\w+|composing/wording|forms|pages|offering)\.py"
    r"|stories/(body/\w+|trust|claimed|headlines|correction_pages|listing_pages)\.py"
    r"|sections/(around|frame|offline)\.py|search/(pages|menu|views)\.py"
    r"|amends/plates\.py|previews/views\.py|syndication/(channels|notices)\.py|narration/(player|listening|marks)\.py"
)
"""Where messages come from that stand on public pages, whatever the desk's language."""
ANYWHERE = re.compile("")
of_each_language = pytest.mark.parametrize("language", messages.LANGUAGES)


of_each_catalogue = pytest.mark.parametrize(
    "file", messages.all_of(PACKAGE), ids=lambda file: f"{file.parts[-3]} {file.stem}"
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package's code and catalogues, apart."""
    ignored = shutil.ignore_patterns("static", "tests", "__pycache__", "texts", "pictures.zip", "*.zst")
    return Path(shutil.copytree(PACKAGE, tmp_path / "broadsheet", ignore=ignored))


@pytest.mark.slow
@of_each_language
def test_the_catalogue_has_every_message_of_the_code(language: str, package: Path) -> None:
    kept = _ids(messages.catalogue(PACKAGE, language))
    messages.collect(package)
    assert _ids(messages.catalogue(package, language)) == kept, "run `make messages`, and translate what is new"


@pytest.mark.parametrize("language", messages.OF_READERS)
def test_every_message_that_readers_see_is_there(language: str) -> None:
    there = _ids(messages.catalogue(PACKAGE, language))
    of_the_code = messages.catalogue(PACKAGE, messages.LANGUAGES[0])
    seen = _ids(of_the_code, SEEN_BY_READERS)
    assert len(seen) > 50
    assert [each for each in seen if each not in there] == []
    assert [each for each in there if each not in _ids(of_the_code)] == [], "the code has no such message any more"


@pytest.mark.parametrize("language", messages.OF_READERS)
@pytest.mark.parametrize("choices", [Role, EvidenceKind, CorrectionKind, Grounds])
def test_words_that_readers_see_with_data_are_translated(language: str, choices: type[TextChoices]) -> None:
    with override(language):
        told = [str(choice.label) for choice in choices]
    with override("en"):
        assert [label for label in told if label in [str(choice.label) for choice in choices]] == []


@of_each_catalogue
def test_every_message_is_translated(file: Path) -> None:
    for kind in ("--untranslated", "--only-fuzzy"):
        found = subprocess.run(["msgattrib", kind, str(file)], capture_output=True, text=True, check=True).stdout
        assert _messages(found) == []


@of_each_catalogue
def test_what_ships_is_compiled_from_the_catalogue(file: Path) -> None:
    assert file.with_suffix(".mo").read_bytes() == messages.compiled(file), "run `make messages`"


@of_each_language
def test_no_message_of_python_hides_from_the_collector(language: str) -> None:
    """It does not look into f-strings, and knows gettext by its own names and as `_` alone."""
    kept = messages.catalogue(PACKAGE, language).read_text(encoding="utf-8")
    files = (file for file in PACKAGE.rglob("*.py") if "tests" not in file.parts)
    asked = {words: file for file in files for words in _asked(ast.parse(file.read_text(encoding="utf-8")))}
    hidden = [f"{file}: {words}" for words, file in asked.items() if f'msgid "{_escaped(words)}"' not in kept]
    assert hidden == [], "run `make messages`; what is still told here must be said outside an f-string, by `_`"


def _asked(tree: ast.Module) -> Iterator[str]:
    """The first message of each call of gettext, by whatever name."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    from_gettext = [node for node in imports if node.module == "django.utils.translation"]
    names = {each.asname or each.name: each.name for node in from_gettext for each in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called = names.get(node.func.id, "")
            first = node.args["pgettext" in called :][:1] if "gettext" in called else []
            yield from (each.value for each in first if isinstance(each, ast.Constant))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _ids(file: Path, come_from: re.Pattern[str] = ANYWHERE) -> list[str]:
    return sorted(_messages(file.read_text(encoding="utf-8"), come_from))


def _messages(text: str, come_from: re.Pattern[str] = ANYWHERE) -> list[str]:
    """Each entry's msgid with its context and plural, as they stand in the file."""
    entries = [
        "\n".join(line for line in entry.splitlines() if not line.startswith(("#", "msgstr")))
        for entry in text.split("\n\n")
        if "msgid" in entry and come_from.search(entry)
    ]
    return [entry for entry in entries if 'msgid ""\n"' not in entry and entry.strip() not in ('msgid ""', "")]
