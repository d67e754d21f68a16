"""Passages as sentences: where they part, what they are called, and that nothing of the page is lost."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.narration.tests.text.test_any_text import WORDS
from broadsheet.narration.text import lexicon, sentences, splitting
from broadsheet.narration.text.extraction import Passage, Source
from broadsheet.narration.text.lexicon import Entry, Kind
from broadsheet.narration.text.spoken import In, Phonemes, Text, plain


def split(text: str, language: str) -> list[str]:
    return [piece.strip() for piece in splitting.pieces(text, language)]


ENGLISH = [
    ["He arrived at 5 p.m.", "Mr. Lane left on Feb. 24.", "The U.S. President spoke."],
    ["Gen. Lee met Lt. Col. Ames in St. Anne.", "“Stop.”", "She said no."],
    ["J. K. Marsh wrote it, e.g. here.", "It was No. 10.", "See example.com."],
    ["What?!", "No… Yes.", "At 10.30 a.m. he rose."],
    ["I laid it on the table in front of me.", "I believe that it was noticed."],
    ["It cost $1.2 billion.", "Prices rose 2.5 per cent."],
    ["He lives in the U.S.", "They do not."],
    ["“What?”", "“Nothing.”", "She left at 5 p.m. Monday."],
    ["He works in Washington, D.C.", "He left.", "She lives in L.A.", "She has plan B.", "It rains."],
    ["Sen. Lee, R-Fla., said so.", "At 6 p.m. Mr. Lane left.", "“We did it!” Lee said."],
    ["He asked: “Why? When?”", "“Go!” he said.", "(He left.)", "She stayed."],
]
UKRAINIAN = [
    ["О. М. Петренко приїхав о 10:30.", "Він живе на вул. Шевченка.", "Школа ім. Лесі Українки."],
    ["Це 5 млн грн.", "Потім ще."],
    ["Народився 1985 р. н. у м. Києві.", "Проф. Коваль мовчав."],
    ["«Стій!» — сказав він.", "До вул. Л. Українки недалеко."],
    ["Було 10 тис. осіб.", "Усі пішли."],
    ["— Так! — вигукнув він.", "— Іди."],
    ["Дж. Рід приїхав.", "Це було у 2022 р.", "Він поїхав.", "У 2022 р. Київ вистояв."],
    ["Ставка 12,5 %.", "Ціна зросла.", "Було +20 °C.", "Завтра дощ.", "Площа 15 кв. м.", "Ціна висока."],
    ["Це 44 р. до н. е.", "Цезар помер.", "Є кафе і т. д.", "Люди спокійні.", "У 1991–2022 рр. Київ ріс."],
    ["Чому?", "Бо «Світ» мовчить.", "Хто це?!"],
    ["Т. зв. вибори скасовано.", "Порушено ст. 5 закону."],
]


@pytest.mark.parametrize("expected", ENGLISH)
def test_english_is_parted_after_its_sentences_only(expected: list[str]) -> None:
    assert split(" ".join(expected), "en") == expected


@pytest.mark.parametrize("expected", UKRAINIAN)
def test_ukrainian_is_parted_after_its_sentences_only(expected: list[str]) -> None:
    assert split(" ".join(expected), "uk") == expected


def test_other_languages_are_parted_too() -> None:
    assert split("Das ist z. B. gut. Das auch.", "de")[-1] == "Das auch."
    assert split("مرحبا بالعالم. كيف الحال اليوم.", "ar") == ["مرحبا بالعالم.", "كيف الحال اليوم."]


# -- names


def passage(text: str, block: str = "b", language: str = "en") -> Passage:
    return Passage(block, "paragraph", text, language)


def test_a_sentence_keeps_its_name_when_another_one_is_corrected() -> None:
    before = sentences.of_passages([passage("One came. Two went. Three stayed.")])
    after = sentences.of_passages([passage("One came. Four went. Three stayed.")])
    assert [a.id == b.id for a, b in zip(before, after, strict=True)] == [True, False, True]


def test_the_same_words_twice_have_two_names() -> None:
    made = sentences.of_passages([passage("No. No. No."), passage("No."), passage("No.", "c")])
    assert len({each.id for each in made}) == len(made)
    assert made[0].id.startswith("b.0.")


def test_shown_and_spoken_are_kept_apart() -> None:
    made = sentences.of_passages([passage("It cost $5. Dr. Lane paid.")])
    assert [(each.shown, plain(each.spoken)) for each in made] == [
        ("It cost $5. ", "It cost five dollars."),
        ("Dr. Lane paid.", "Doctor Lane paid."),
    ]


def test_a_whole_story_becomes_sentences_in_order() -> None:
    body = [{"type": "paragraph", "value": "<p>One. Two.</p>", "id": "p"}]
    made = sentences.of_story(Source("en", "A headline", body, "By Ada Quill", "A machine reads."))
    assert [each.block for each in made] == ["disclosure", "headline", "byline", "p", "p"]
    assert [each.kind for each in made][-1] == "paragraph"


GERMAN = {"type": "quote", "id": "q", "value": {"words": "Guten Morgen, 5 Leute.\n\nBis bald.", "language": "de"}}


def test_a_quotation_in_another_language_is_told_to_the_engine() -> None:
    story = Source("en-GB", "They met", [{**GERMAN, "value": {**GERMAN["value"], "speaker": "Ada Quill"}}])
    made = [each.spoken for each in sentences.of_story(story)]
    assert made == [
        (Text("They met."),),
        (In("de", "Guten Morgen, fünf Leute."),),
        (In("de", "Bis bald."),),
        (Text("Ada Quill."),),
    ]


def test_a_quotation_in_the_storys_own_language_is_not() -> None:
    for language in ("de", "de-AT", ""):
        value = {**GERMAN["value"], "language": language}
        made = sentences.of_story(Source("de-DE", "Treffen", [{**GERMAN, "value": value}]))
        assert all(isinstance(piece, Text) for each in made for piece in each.spoken)


def test_what_the_lexicon_lays_down_in_such_a_quotation_stays() -> None:
    entries = [Entry("Morgen", Kind.LANGUAGE, "fr"), Entry("Leute", Kind.IPA, "lɔʏtə")]
    made = sentences.of_story(Source("en", "", [GERMAN]), lexicon.of(entries))[0].spoken
    assert [type(piece) for piece in made] == [In, In, In, Phonemes, In]
    assert [piece.language for piece in made if isinstance(piece, In)] == ["de", "fr", "de", "de"]


def test_each_paragraph_of_a_list_and_of_a_quotation_is_a_passage() -> None:
    points = {"type": "list", "id": "l", "value": {"items": ["<p>One. Two.</p>", "<p>Three.</p>"]}}
    made = sentences.of_story(Source("en", "A", [GERMAN, points, {"type": "paragraph", "value": "<p>End.</p>"}]))
    goes_on = [one.goes_on(two) for one, two in pairwise(made)]
    assert [each.block for each in made] == ["headline", "q", "q", "l", "l", "l", "at-2"]
    assert goes_on == [False, False, False, True, False, False]
    assert not made[-1].goes_on(None)


# -- what is hard


def test_one_sentence_of_ten_thousand_characters_is_cut_at_its_clauses() -> None:
    text = ", ".join(["the harbour was calm and the boats lay still"] * 220) + "."
    assert len(text) > 10_000
    made = sentences.of_passages([passage(text)])
    assert "".join(each.shown for each in made) == text
    assert max(len(plain(each.spoken)) for each in made) <= sentences.MOST_SPOKEN
    assert all(each.shown.rstrip().endswith((",", ".")) for each in made)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "слово " * 2_000, "7" * 10_000, "1,234 " * 1_700, "“a " * 3_000, "(" * 10_000]
)
@pytest.mark.parametrize("language", ["en", "uk", "de"])
def test_no_length_is_too_much_for_an_engine(text: str, language: str) -> None:
    made = sentences.of_passages([passage(text.strip(), language=language)])
    assert "".join(each.shown for each in made) == (text.strip() if made else "")
    assert all(len(plain(each.spoken)) <= sentences.MOST_SPOKEN for each in made)


def test_emoji_and_markup_are_shown_and_not_spoken() -> None:
    (made,) = sentences.of_passages([passage("Good 🎉 <b>news</b>! 🎉🎉")])
    assert made.shown == "Good 🎉 <b>news</b>! 🎉🎉"
    assert plain(made.spoken) == "Good news!"


def test_what_says_nothing_is_no_sentence() -> None:
    assert sentences.of_passages([passage("🎉🎉"), passage("***"), passage("…")]) == []


def test_right_to_left_text_survives() -> None:
    text = "وصلت العبّارة \u200f(أخيرًا)\u200e إلى الميناء. كان البحر هادئًا."
    made = sentences.of_passages([passage(text, language="ar")])
    assert "".join(each.shown for each in made) == text
    assert plain(made[0].spoken) == "وصلت العبّارة (أخيرًا) إلى الميناء."


@settings(max_examples=150, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=200)), st.sampled_from(["en", "uk", "de", "ar"]))
def test_what_is_shown_is_the_whole_passage(text: str, language: str) -> None:
    made = sentences.of_passages([passage(text, "a", language), passage(text, "b", language)])
    for _block, group in groupby(made, key=lambda each: each.block):
        assert "".join(each.shown for each in group) == text
    assert len({each.id for each in made}) == len(made)
    assert all(plain(each.spoken).strip() and len(plain(each.spoken)) <= sentences.MOST_SPOKEN for each in made)


def test_a_headline_is_spoken_as_an_ended_sentence() -> None:
    assert plain(sentences.of_passages([passage("The bell is back")])[0].spoken) == "The bell is back."
    assert plain(sentences.of_passages([passage("Is it back?")])[0].spoken) == "Is it back?"
