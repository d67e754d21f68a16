"""How words are said that an engine says wrongly: entries of the whole paper and of one story.

Entries are matched against the text as it is shown, before numbers and abbreviations become words: at each place the
longest wins, of equally long ones the story's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from broadsheet.narration.text.letters import lettered, spelled
from broadsheet.narration.text.normalising import normalise
from broadsheet.narration.text.spoken import In, Phonemes, Piece, Spoken, Text, merged

APOSTROPHES = "'\u2019\u02bc\u02b9`\u00b4"
_PLACE = 0xE000  # the first of the private characters, which stand for entries while the rest is normalised
_MOST = 0xF8FF - _PLACE
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Kind(StrEnum):
    RESPELLING = "respelling"
    LETTERS = "letters"
    LANGUAGE = "language"
    IPA = "ipa"


@dataclass(frozen=True, slots=True)
class Entry:
    """`said`: the respelling; for LANGUAGE the tag of that language; for IPA the phonemes; nothing for LETTERS.
    `respelling` is what engines get that cannot take IPA. `language` "" means every language. Written in small
    letters, a word is matched in any case; with a capital, only as it is written or all in capitals."""

    word: str
    kind: Kind
    said: str = ""
    language: str = ""
    respelling: str = ""
    story: bool = False


@dataclass(frozen=True)
class Lexicon:
    """For one story: the paper's entries and its own."""

    entries: tuple[Entry, ...]

    def spoken(self, shown: str, language: str) -> Spoken:
        """One sentence as it goes to an engine; nothing if there is nothing to say."""
        text, found = self._marked(_PRIVATE.sub(" ", shown), language)
        words = normalise(text, language)
        said = merged(_sounding(_pieces(words, found, language), shown, language))
        return said if any(_sounds(piece) for piece in said) else ()

    def holds(self, shown: str, language: str) -> bool:
        """Whether any of its words stands in this text."""
        return bool(self._marked(_PRIVATE.sub(" ", shown), language)[1])

    def _marked(self, text: str, language: str) -> tuple[str, list[tuple[Entry, str]]]:
        """The text with a private character for each entry that was found, and what stood there."""
        tongue = self._by_language.get(language) or self._compiled(language)
        pattern, entries = tongue
        found: list[tuple[Entry, str]] = []
        if pattern is None:
            return text, found

        def note(match: re.Match[str]) -> str:
            entry = _chosen(entries.get(_folded(match[0]), []), match[0])
            if entry is None or len(found) >= _MOST:
                return match[0]
            found.append((entry, match[0]))
            return chr(_PLACE + len(found) - 1)

        return pattern.sub(note, text), found

    @cached_property
    def _by_language(self) -> dict[str, Compiled]:
        return {}

    def _compiled(self, language: str) -> Compiled:
        base = language.split("-")[0].lower()
        entries: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries, key=lambda entry: not entry.story):
            if entry.word.strip() and entry.language.split("-")[0].lower() in ("", base):
                entries.setdefault(_folded(entry.word), []).append(entry)
        words = sorted(entries, key=len, reverse=True)
        marks = APOSTROPHES if base == "uk" else ""  # an apostrophe is a letter there, in English it opens "'s"
        inner = "|".join(_as_pattern(word) for word in words)
        pattern = re.compile(rf"(?<![\w{marks}])(?:{inner})(?![\w{marks}])", re.I) if words else None
        self._by_language[language] = pattern, entries
        return pattern, entries


Compiled = tuple[re.Pattern[str] | None, dict[str, list[Entry]]]
"""What finds the words of one language, and {folded word: entries, the story's first}."""


def of(paper: Iterable[Entry], story: Iterable[Entry] = ()) -> Lexicon:
    own = (Entry(e.word, e.kind, e.said, e.language, e.respelling, True) for e in story)
    return Lexicon((*paper, *own))


def _folded(word: str) -> str:
    plain = "".join("'" if letter in APOSTROPHES else letter for letter in unicodedata.normalize("NFC", word))
    return " ".join(plain.split()).lower()


def _as_pattern(folded: str) -> str:
    """Whatever the kind of apostrophe and of space."""
    parts = (re.escape(part).replace("'", f"[{APOSTROPHES}]") for part in folded.split(" "))
    return r"\s+".join(parts)


def _chosen(entries: list[Entry], as_shown: str) -> Entry | None:
    return next((entry for entry in entries if _case_fits(entry.word.strip(), as_shown)), None)


def _case_fits(word: str, as_shown: str) -> bool:
    if word == word.lower() or as_shown.isupper():
        return True
    return "".join(word.split()).translate(_PLAIN) == "".join(as_shown.split()).translate(_PLAIN)


_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))

# -- from marks to pieces


def _pieces(words: str, found: list[tuple[Entry, str]], language: str) -> list[Piece]:
    made: list[Piece] = []
    at = 0
    for match in re.finditer("[\ue000-\uf8ff](?:['\u2019]s\\b)?", words):
        entry, as_shown = found[ord(match[0][0]) - _PLACE]
        made.append(Text(words[at : match.start()]))
        made.extend(_said(entry, as_shown, match[0][1:], language))
        at = match.end()
    made.append(Text(words[at:]))
    return made


def _sounding(pieces: list[Piece], shown: str, language: str) -> list[Piece]:
    if language.split("-")[0].lower() != "en":
        return pieces
    return [each for said in pieces for each in (lettered(said.words, shown) if isinstance(said, Text) else [said])]


def _said(entry: Entry, as_shown: str, ending: str, language: str) -> list[Piece]:
    """`ending` is the English 's after the word: it belongs to the word's sound."""
    how = _PRIVATE.sub("", entry.said)
    if entry.kind is Kind.IPA:
        fallback = normalise(_PRIVATE.sub("", entry.respelling) or as_shown, language) + ending
        ipa = clean_ipa(how)
        return [Phonemes(ipa + (_genitive(ipa) if ending else ""), fallback)] if ipa else [Text(fallback)]
    if entry.kind is Kind.LANGUAGE and how:
        return [In(how, normalise(as_shown, how)), Text(ending)]
    if entry.kind is Kind.LETTERS:
        how = spelled(as_shown, language)
    return [Text(normalise(how or as_shown, language) + ending)]


def clean_ipa(ipa: str) -> str:
    """Without the slashes and brackets that people put around it."""
    return " ".join(re.sub(r"[/\[\]{}\\|]", " ", _PRIVATE.sub("", ipa)).split())


def _genitive(ipa: str) -> str:
    last = ipa[-1]
    if last in "szʃʒ":
        return "ɪz"
    return "s" if last in "ptkfθ" else "z"


def _sounds(piece: Piece) -> bool:
    words = piece.ipa if isinstance(piece, Phonemes) else piece.words
    return any(letter.isalnum() for letter in words)
