"""How a reporter mends a name, and what an engine then gets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.narration.tests.text.test_any_text import WORDS
from broadsheet.narration.text import lexicon
from broadsheet.narration.text.lexicon import Entry, Kind
from broadsheet.narration.text.spoken import In, Phonemes, Piece, Text, bracketed, key, plain


def respelling(word: str, said: str, language: str = "") -> Entry:
    return Entry(word, Kind.RESPELLING, said, language)


def said(text: str, *paper: Entry, story: tuple[Entry, ...] = (), language: str = "en") -> str:
    return plain(lexicon.of(paper, story).spoken(text, language))


def test_a_respelling_takes_the_words_place() -> None:
    assert said("Siobhan won 2–1.", respelling("Siobhan", "Shiv-awn")) == "Shiv-awn won two one."


def test_the_rest_is_normalised_around_it() -> None:
    assert said("On Feb. 24 Nguyen's boat cost $5.", respelling("Nguyen", "Win")) == (
        "On February twenty-fourth Win's boat cost five dollars."
    )


def test_a_word_is_matched_whole() -> None:
    assert said("Ann, Anna and Joann met Ann.", respelling("Ann", "Enn")) == "Enn, Anna and Joann met Enn."
    assert said("п'ять ять", respelling("ять", "ЯТЬ"), language="uk") == "п'ять ЯТЬ"


def test_the_longest_entry_wins() -> None:
    entries = (respelling("Mirna", "Meer-na"), respelling("Mirna Bay", "Mirra Bay"))
    assert said("Mirna Bay and Mirna", *entries) == "Mirra Bay and Meer-na"


def test_the_storys_own_entry_goes_first() -> None:
    paper, own = respelling("Lane", "Layn"), respelling("Lane", "Lah-neh")
    assert said("Lane", paper, story=(own,)) == "Lah-neh"
    assert said("Mirna Bay", respelling("Mirna Bay", "Long"), story=(respelling("Mirna", "Short"),)) == "Long"


def test_case_counts_only_where_the_entry_has_a_capital() -> None:
    assert said("Polish polish", respelling("Polish", "Poh-lish")) == "Poh-lish polish"
    assert said("POLISH", respelling("Polish", "Poh-lish")) == "Poh-lish"
    assert said("Gif and GIF", respelling("gif", "jif")) == "jif and jif"


def test_an_entry_may_be_for_one_language_only() -> None:
    assert said("chat", respelling("chat", "sha", "fr")) == "chat"
    assert said("chat", respelling("chat", "tchat", "en"), language="en-GB") == "tchat"


def test_spaces_and_apostrophes_of_any_kind_match() -> None:
    assert said("O’Dea\u00a0Hall", respelling("O'Dea Hall", "Oh-day Hall")) == "Oh-day Hall"


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [("en", "NATO", "N A T O"), ("en", "MH17", "M H one seven"), ("uk", "ООН", "о-о-ен"), ("uk", "ЄС", "є-ес")],
)
def test_a_word_can_be_said_as_letters(language: str, word: str, expected: str) -> None:
    assert said(f"{word}", Entry(word, Kind.LETTERS), language=language) == expected


def pieces(text: str, entry: Entry, language: str = "en") -> tuple[Piece, ...]:
    return lexicon.of([entry]).spoken(text, language)


def test_a_word_can_be_said_in_another_language() -> None:
    entry = Entry("bon voyage", Kind.LANGUAGE, "fr")
    assert pieces("She said Bon voyage twice.", entry) == (Text("She said "), In("fr", "Bon voyage"), Text(" twice."))


def test_ipa_goes_to_engines_that_take_it_and_its_respelling_to_the_others() -> None:
    made = pieces("Met Siobhan there.", Entry("Siobhan", Kind.IPA, "/ʃɪˈvɔːn/", respelling="Shiv-awn"))
    assert made == (Text("Met "), Phonemes("ʃɪˈvɔːn", "Shiv-awn"), Text(" there."))
    assert bracketed(made) == "Met [[ ʃɪˈvɔːn ]] there."
    assert plain(made) == "Met Shiv-awn there."


def test_ipa_without_a_respelling_falls_back_to_the_word() -> None:
    assert plain(pieces("Siobhan", Entry("Siobhan", Kind.IPA, "ʃɪˈvɔːn"))) == "Siobhan"


@pytest.mark.parametrize(("ipa", "spoken"), [("ʃɪˈvɔːn", "ʃɪˈvɔːnz"), ("pɪt", "pɪts"), ("ros", "rosɪz")])
def test_the_english_genitive_belongs_to_the_phonemes(ipa: str, spoken: str) -> None:
    made = pieces("Xx’s boat", Entry("Xx", Kind.IPA, ipa, respelling="Iks"))
    assert made == (Phonemes(spoken, "Iks's"), Text(" boat"))


def test_a_sentence_that_is_one_name_is_spoken() -> None:
    assert pieces("Siobhan", Entry("Siobhan", Kind.IPA, "ʃɪˈvɔːn", respelling="Shiv")) == (
        Phonemes("ʃɪˈvɔːn", "Shiv"),
    )


def test_brackets_of_the_text_are_never_taken_for_phonemes() -> None:
    assert "[[" not in bracketed(lexicon.of([]).spoken("An [[ aside ]] here", "en"))
    assert "[[" not in said("Ann", respelling("Ann", "[[ oops ]]"))


def test_an_entry_without_words_changes_nothing() -> None:
    assert said("As it is.", respelling("", "x"), respelling("  ", "y")) == "As it is."


def test_an_ipa_entry_without_phonemes_is_said_by_its_respelling() -> None:
    assert pieces("Siobhan", Entry("Siobhan", Kind.IPA, " // ", respelling="Shiv")) == (Text("Shiv"),)


def test_two_ways_of_speaking_have_two_keys() -> None:
    ipa, text = Entry("Ann", Kind.IPA, "an", respelling="Enn"), respelling("Ann", "Enn")
    assert key(pieces("Ann", ipa)) != key(pieces("Ann", text))
    assert key((Text("a"), Text("b"))) == key((Text("ab"),))


PRIVATE = st.text(alphabet="\ue000\ue001\uf8ffab ", max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.one_of(WORDS, PRIVATE), st.text(max_size=12), st.text(max_size=12), st.sampled_from(list(Kind)))
def test_no_entry_breaks_a_sentence(text: str, word: str, how: str, kind: Kind) -> None:
    for language in ("en", "uk"):
        made = lexicon.of([Entry(word, kind, how, respelling=how), Entry("king", kind, "cue")]).spoken(text, language)
        assert not any("\ue000" <= letter <= "\uf8ff" for letter in plain(made) + bracketed(made))
