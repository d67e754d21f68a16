"""A story's passages as sentences, each with what is shown and what is spoken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

from broadsheet.narration.text import splitting
from broadsheet.narration.text.extraction import Passage, Source, passages
from broadsheet.narration.text.lexicon import Lexicon
from broadsheet.narration.text.spoken import In, Sentence, Spoken, Text, merged, plain

MOST_SPOKEN = 600
"""Characters of what is spoken for one sentence: digits grow when they are said."""
_LEAST = 24  # characters shown: what is shorter is not cut any more
NO_LEXICON = Lexicon(())


def of_story(source: Source, lexicon: Lexicon = NO_LEXICON) -> list[Sentence]:
    return of_passages(passages(source), lexicon, source.language)


def of_passages(found: Iterable[Passage], lexicon: Lexicon = NO_LEXICON, language: str = "") -> list[Sentence]:
    """Each says something. The shown texts of a passage's sentences, joined, are its text; a passage in which nothing
    can be spoken (emoji, rules of stars) has none. `language`: the story's, which the voice speaks; of a passage in
    another one an engine is told. Empty: each passage has a voice of its own."""
    made: list[Sentence] = []
    counted: Counter[str] = Counter()
    for number, passage in enumerate(found):
        for shown, spoken in _said(passage, lexicon):
            spoken = _told(spoken, passage.language, language)
            index = counted[passage.block]
            counted[passage.block] += 1
            name = identity(passage.block, index, shown)
            made.append(Sentence(name, passage.block, shown, spoken, passage.language, passage.kind, number))
    return made


def _told(spoken: Spoken, language: str, voice: str) -> Spoken:
    """ "Guten Morgen" in an English story is said to be German; "en-GB" in one of "en-US" is nothing to be told."""
    if not voice or _base(language) == _base(voice):
        return spoken
    return tuple(In(language, piece.words) if isinstance(piece, Text) else piece for piece in spoken)


def _base(language: str) -> str:
    return language.split("-")[0].lower()


def identity(block: str, index: int, shown: str) -> str:
    """Fit for HTML ids and WebVTT cues: the block's id, the place in it, and what stands there."""
    digest = blake2b(" ".join(shown.split()).encode(errors="surrogatepass"), digest_size=4).hexdigest()
    return f"{block}.{index}.{digest}"


def _said(passage: Passage, lexicon: Lexicon) -> list[tuple[str, Spoken]]:
    """What cannot be spoken is shown with its neighbour."""
    made: list[tuple[str, Spoken]] = []
    before = ""
    for piece in splitting.pieces(passage.text, passage.language):
        for shown, spoken in _short_enough(piece, passage.language, lexicon):
            if spoken:
                made.append((before + shown, spoken))
                before = ""
            elif made:
                made[-1] = (made[-1][0] + shown, made[-1][1])
            else:
                before += shown
    if made:
        made[-1] = (made[-1][0], _ended(made[-1][1]))
    return made


def _ended(spoken: Spoken) -> Spoken:
    """A headline has no full stop; without one a voice stays up in the air."""
    last = plain(spoken)[-1:]
    return merged((*spoken, Text("."))) if last.isalnum() and last.lower() != last.upper() else spoken


def _short_enough(piece: str, language: str, lexicon: Lexicon) -> list[tuple[str, Spoken]]:
    spoken = lexicon.spoken(piece, language)
    if len(plain(spoken)) <= MOST_SPOKEN or len(piece) < _LEAST:
        return [(piece, spoken)]
    parts = splitting.cut(piece, len(piece) // 2 + 1)
    return [each for part in parts for each in _short_enough(part, language, lexicon)]
