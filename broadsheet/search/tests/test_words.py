"""The same word, whichever way it is written; what was typed, as what is looked for; what is marked."""

from __future__ import annotations

import pytest

from broadsheet.search.excerpts import LONG, excerpt, marked_up
from broadsheet.search.terms import MOST, Term, marked, terms
from broadsheet.search.texts import Texts, plain
from broadsheet.search.words import LONGEST, tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "cafe"),
        ("HARBOUR", "harbour"),
        ("ferries", "ferry"),
        ("boats", "boat"),
        ("houses", "house"),
        ("council’s", "council"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("м'ята", "мʼята"),
        ("Україна\u0301", "україна"),
        ("مِينَاء", "ميناء"),
        ("المدينة", "مدينه"),
        ("والأمير", "امير"),
        ("٢٠٢٦", "2026"),
        ("ميـــناء", "ميناء"),
    ],
)
def test_two_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)
    assert len(tokens(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("мій", "мии"), ("їх", "іх"), ("bus", "bu"), ("news", "newt"), ("گل", "لل")]
)
def test_two_words_stay_two(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


def test_a_word_stands_where_it_stands() -> None:
    text = "L’eau, O’Brien ferry"
    assert [(word.token, text[word.start : word.end]) for word in words(text)] == [
        ("l", "L"),
        ("eau", "eau"),
        ("o", "O"),
        ("brien", "Brien"),
        ("ferry", "ferry"),
    ]
    text = "Council’s word"
    assert [text[word.start : word.end] for word in words(text)] == ["Council’s", "word"]


def test_no_token_holds_anything_but_letters_and_digits() -> None:
    hostile = "a\"b'c:d*e(f)g\\h{i}j\x00k -NOT OR 'x':*A & ! <-> \u2019 x’s %s"
    assert all(token.isalnum() for token in tokens(hostile))
    assert max(map(len, tokens("a" * 5000))) == LONGEST


def test_what_was_typed_is_read() -> None:
    assert terms("Ferries “harbour board” -council") == [
        Term(("ferry",), forms=True),
        Term(("harbour", "board")),
        Term(("council",), forms=True, unwanted=True),
    ]
    assert terms("eu EU") == [Term(("eu",))]
    assert terms('"" - “” ?') == []
    assert len(terms(" ".join(f"word{n}" for n in range(50)))) == MOST
    assert terms("vice-president") == [Term(("vice",), forms=True), Term(("president",), forms=True)]


@pytest.mark.parametrize("form", ["відбудова", "відбудови", "відбудовою", "Відбудову"])
def test_a_ukrainian_word_is_found_by_any_of_its_forms(form: str) -> None:
    for text in ("Про відбудову порту", "Відбудова триває", "за відбудовою стежать"):
        assert marked(text, terms(form)), text


@pytest.mark.parametrize("typed", ["بوابة", "البوابات", "بوابتين"])
def test_an_arabic_word_is_found_by_its_plural_and_dual(typed: str) -> None:
    for text in ("تعطّل بوابتين", "من بوابات المدّ", "البوابة الثانية"):
        assert marked(text, terms(typed)), text


@pytest.mark.parametrize("typed", ["ميناء", "الميناء", "مِيناء"])
def test_an_arabic_word_is_found_with_and_without_its_article(typed: str) -> None:
    for text in ("أُغلق المِيناء أمس", "في ميناء صغير"):
        assert marked(text, terms(typed)), text


def test_what_was_found_is_marked_and_everything_escaped() -> None:
    text = "The <b>harbour</b> & “harbours” Board"
    assert marked_up(text, terms('harbour "harbours board" <script>')) == (
        "The &lt;b&gt;<mark>harbour</mark>&lt;/b&gt; &amp; “<mark>harbours” Board</mark>"
    )
    assert marked_up("a < b", []) == "a &lt; b"


def said(**fields: object) -> Texts:
    return Texts(**{"headline": "", "byline": "", "standfirst": "", "caption": (), "body": (), **fields})  # type: ignore[arg-type]


def test_an_excerpt_shows_the_word_that_was_found_and_is_short() -> None:
    long = f"{'Mud lay there. ' * 40}The ferry sails. {'Gulls cried. ' * 40}".strip()
    shown = excerpt(said(standfirst="No boats.", body=("First.", long)), terms("ferry"))
    assert (shown[0], shown[-1]) == ("…", "…")
    assert "<mark>ferry</mark>" in shown
    assert len(shown) <= LONG + len("……<mark></mark>")
    assert excerpt(said(standfirst="No boats.", body=(long,)), terms("whale")) == "No boats."
    assert (
        excerpt(said(body=("Mud.",), caption=("A ferry & a dog",)), terms("dog"))
        == "A ferry &amp; a <mark>dog</mark>"
    )
    assert excerpt(said(body=("x" * 900,)), []).endswith("x…")
    assert excerpt(said(), terms("dog")) == ""


def test_a_tag_inside_a_word_does_not_part_it() -> None:
    assert plain("<p>Re<b>build</b>ing</p><p>of&nbsp;it &lt;b&gt;</p>") == "Rebuilding of it <b>"
