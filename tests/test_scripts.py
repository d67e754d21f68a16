"""Readers' scripts are sent without what only people need, and are the same programs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from broadsheet import fronts, narration, newsletters, sections, stories
from broadsheet.kit import scripts

FILES = [
    file
    for room in (fronts, narration, newsletters, sections, stories)
    for file in sorted((Path(str(room.__file__)).parent / "static" / room.__name__.split(".")[-1]).glob("*.js"))
]
WORDS = re.compile(r"//[^\n]*|/\*.*?\*/|`[^`]*`|\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_$][\w$]*|\d+", re.DOTALL)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_word_and_string_is_sent_and_no_comment(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    sent = scripts.read(file).decode()
    assert WORDS.findall(sent) == [word for word in WORDS.findall(text) if not word.startswith(("//", "/*"))]
    assert len(sent) < len(text) * 0.95


@pytest.mark.part("node")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_sent_is_a_script(file: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.mjs"
    small.write_bytes(scripts.read(file))
    checked = subprocess.run(["node", "--check", small], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr
