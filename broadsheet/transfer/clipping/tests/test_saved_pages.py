"""Each folder of `pages/` holds one saved page and what is in it. A new layout that fails is a new folder here."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from broadsheet.transfer.clipping import ParagraphKind, read, to_json

PAGES = sorted(path for path in (Path(__file__).parent / "pages").iterdir() if path.is_dir())
SAVED_ON = date(2025, 2, 22)


def page_of(folder: Path) -> Path:
    return next(folder.glob("page.*"))


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_page_is_read_as_expected(folder: Path) -> None:
    page = page_of(folder)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))

    assert to_json(read(page.read_bytes(), page.name, saved_on=SAVED_ON)) == expected


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_line_ends_and_byte_order_mark_change_nothing(folder: Path) -> None:
    page = page_of(folder)
    if b"charset=windows-1251" in page.read_bytes():
        pytest.skip("the file is no UTF-8, which this mark announces")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    windows = b"\xef\xbb\xbf" + page.read_bytes().replace(b"\n", b"\r\n")

    assert to_json(read(windows, page.name, saved_on=SAVED_ON)) == expected


def test_there_are_pages_of_both_kinds() -> None:
    kinds = [page_of(folder).suffix for folder in PAGES]

    assert kinds.count(".txt") >= 5
    assert kinds.count(".html") >= 5


def test_paragraphs_keep_their_kind() -> None:
    page = Path(__file__).parent / "pages" / "semantic" / "page.html"
    (story,) = read(page.read_bytes(), page.name).stories
    kinds = {paragraph.text: paragraph.kind for paragraph in story.paragraphs}

    assert kinds["What the report says"] is ParagraphKind.HEADING
    assert kinds["One gate, one key, one name on the door."] is ParagraphKind.QUOTE
    assert kinds["The fire service has the second."] is ParagraphKind.ITEM
    assert kinds["A vote is planned for March 6."] is ParagraphKind.PARAGRAPH


def test_items_of_a_list_without_full_stops_are_items() -> None:
    page = Path(__file__).parent / "pages" / "aside_with_one_link" / "page.html"
    (story,) = read(page.read_bytes(), page.name).stories
    items = [paragraph.text for paragraph in story.paragraphs if paragraph.kind is ParagraphKind.ITEM]

    assert items == ["a net for the school", "two hours of singing a month"]


def test_what_the_json_form_has_no_place_for_is_kept_too() -> None:
    page = Path(__file__).parent / "pages" / "semantic" / "page.html"
    (story,) = read(page.read_bytes(), page.name).stories

    assert story.standfirst == "A report of 64 pages names eleven people who could have turned it."
    assert (story.pictures[0].src, story.pictures[0].alt) == ("/media/gate.jpg", "A steel gate half under water")


def test_correction_is_listed_for_a_person_to_look_at() -> None:
    page = Path(__file__).parent / "pages" / "correction_under_the_story" / "page.txt"
    (problem,) = read(page.read_bytes(), page.name).problems

    assert problem.where == "line 13"
    assert "gave the wrong voice to Mr. Brill." in problem.what


def test_items_of_a_rail_know_the_day_that_the_rail_names() -> None:
    page = Path(__file__).parent / "pages" / "everything_at_once" / "page.txt"
    briefs = read(page.read_bytes(), page.name, saved_on=SAVED_ON).briefs

    assert [brief.day for brief in briefs] == [date(2025, 2, 20), date(2025, 2, 20), date(2025, 2, 19)]
