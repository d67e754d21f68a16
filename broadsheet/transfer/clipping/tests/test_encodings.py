from __future__ import annotations

import pytest

from broadsheet.transfer.clipping import read

UKRAINIAN = "Рада порту Мірної Бухти вирішила, що пором ходить до квітня.\n\nТак рішила рада, сказав її спікер."
GERMAN = (
    "Der Hafenrat hält die Fähre über den Winter, »so oder so«, sagte Bürgermeisterin Größl.\n\nEr tagte am Montag."
)
MIXED = "Рада порту — “Port Council” — проголосувала за пором, сказав спікер.\n\n" + GERMAN


def first_line(data: bytes) -> str:
    return read(data, "kept.txt").stories[0].paragraphs[0].text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (UKRAINIAN, "utf-8"),
        (UKRAINIAN, "utf-8-sig"),
        (UKRAINIAN, "utf-16"),
        (UKRAINIAN, "utf-16-le"),
        (UKRAINIAN, "utf-16-be"),
        (UKRAINIAN, "utf-32"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (GERMAN, "cp1252"),
        (GERMAN, "utf-16-le"),
        (MIXED, "utf-8"),
    ],
)
def test_text_without_a_declaration(text: str, encoding: str) -> None:
    assert first_line(text.encode(encoding)) == text.split("\n")[0]


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (UKRAINIAN, "cp1251", "windows-1251"),
        (UKRAINIAN, "koi8-u", "KOI8-U"),
        (UKRAINIAN, "iso8859-5", "iso-8859-5"),
        (GERMAN, "cp1252", "iso-8859-1"),
        (UKRAINIAN, "utf-8", "utf-8"),
        (UKRAINIAN, "utf-8", "iso-8859-1"),
        (UKRAINIAN, "cp1251", "utf-8"),
        (UKRAINIAN, "cp1251", "no-such-charset"),
    ],
)
def test_page_with_a_declaration_true_or_false(text: str, encoding: str, declared: str) -> None:
    line = text.split("\n")[0]
    page = f'<html><head><meta charset="{declared}"></head><body><p>{line}</p></body></html>'

    assert first_line(page.encode(encoding)) == line


def test_a_few_broken_bytes_do_not_lose_the_page() -> None:
    data = ("Ferry Dora is back, the harbour office of Mirna Bay said on Thursday. " * 20).encode()

    assert first_line(data[:300] + b"\xff" + data[300:]).startswith("Ferry Dora is back")
