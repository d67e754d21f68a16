"""The English letter A is said as a letter, and the article as the article."""

from __future__ import annotations

import pytest
from piper.phonemize_espeak import EspeakPhonemizer

from broadsheet.narration.engines import espeak
from broadsheet.narration.text.lexicon import Entry, Kind, of
from broadsheet.narration.text.sentences import NO_LEXICON
from broadsheet.narration.text.spoken import Phonemes, Text, bracketed, plain

LETTERS = [
    ("The doors open at 10 a.m. today.", "open at ten [A] M today"),
    ("an A.I. tool", "an [A] I tool"),
    ("A.P. reported it", "[A] P reported it"),
    ("U.A.E. forces", "U [A] E forces"),
    ("the A320", "the [A] three twenty"),
    ("An Airbus A320 landed", "Airbus [A] three twenty"),
    ("Series A funding", "Series [A] funding"),
    ("vitamin A is stored", "vitamin [A] is stored"),
    ("A&E waits", "[A] and E waits"),
    ("In A.D. 79", "In [A] D seventy-nine"),
    ("He met George A. Bell.", "George [A] Bell"),
    ("A. Hill spoke.", "[A] Hill spoke"),
    ("A.J. Smith won", "[A] J Smith won"),
    ("plan A failed", "plan [A] failed"),
]
ARTICLES = [
    "A U.S. official said so.",
    "A U.S.-led force",
    "A man came.",
    "He said: A man came.",
    "A three-year plan",
    "A 2-1 win",
    "A B-52 flew past.",
    "A G7 source",
    "A K-pop star",
    "Council Votes To Sell A Harbour",
    "He read A Tale of Two Cities.",
]


@pytest.mark.parametrize(("written", "said"), LETTERS)
def test_the_letter_is_given_by_its_sound(written: str, said: str) -> None:
    spoken = NO_LEXICON.spoken(written, "en-GB")
    assert said in bracketed(spoken).replace("[[ ˈeɪ ]]", "[A]")
    assert "[" not in plain(spoken)  # services that take words alone get the letter


@pytest.mark.parametrize("written", ARTICLES)
def test_an_article_stays_one(written: str) -> None:
    assert [type(piece) for piece in NO_LEXICON.spoken(written, "en")] == [Text]


def test_a_reporters_letters_are_said_as_letters() -> None:
    lexicon = of([Entry("NATA", Kind.LETTERS)])
    assert Phonemes("ˈeɪ", "A") in lexicon.spoken("The NATA board met.", "en")


def test_another_language_has_no_such_article() -> None:
    assert [type(piece) for piece in NO_LEXICON.spoken("Das A und O", "de")] == [Text]


def test_a_phonemiser_says_it_as_the_letter() -> None:
    phonemizer = EspeakPhonemizer()
    heard = ["".join(map("".join, phonemizer.phonemize("en-us", words))) for words in ("at ten A M", "A.M")]
    assert "ˌeɪ" in heard[1]
    assert "eɪ" not in heard[0]  # why all this is done; where it fails one day, letters need no sound any more


def test_espeak_is_told_to_say_a_sign() -> None:
    assert espeak._marked_up(Phonemes("ˈeɪ", "A")) == '<say-as interpret-as="characters">A</say-as>'
    assert espeak._marked_up(Phonemes("rut", "root")) == "root"
