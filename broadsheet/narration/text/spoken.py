"""What goes to an engine: the words of one sentence, in pieces where the pronunciation is laid down."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Normalised words in the sentence's own language. Never holds `[[` or `]]`: engines may take those as marks."""

    words: str


@dataclass(frozen=True, slots=True)
class Phonemes:
    """`ipa` without slashes or brackets; `fallback` is the respelling for engines that cannot take phonemes."""

    ipa: str
    fallback: str


@dataclass(frozen=True, slots=True)
class In:
    """Words of another language (BCP 47, "fr"); an engine that knows only one reads them as they stand."""

    language: str
    words: str


Piece = Text | Phonemes | In
Spoken = tuple[Piece, ...]
"""One sentence. Spaces and punctuation between pieces stand in the `Text` pieces: they are joined as they are."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`id` is stable over corrections elsewhere: block, place in the block, and a hash of the shown text. `shown` is
    a piece of the page's own text (all of a passage's joined are the passage); `kind` is that of its passage
    (extraction.KINDS): "heading", "paragraph" … `language` is a BCP 47 tag. `passage` counts the story's passages:
    a list and a long quotation are one block and several passages."""

    id: str
    block: str
    shown: str
    spoken: Spoken
    language: str
    kind: str = "paragraph"
    passage: int = 0

    def goes_on(self, following: Sentence | None) -> bool:
        """Whether the next one stands in the same paragraph."""
        return following is not None and (self.block, self.passage) == (following.block, following.passage)


def plain(spoken: Spoken) -> str:
    """For engines that take only words."""
    return "".join(piece.fallback if isinstance(piece, Phonemes) else piece.words for piece in spoken)


def bracketed(spoken: Spoken) -> str:
    """For engines that take phonemes between double brackets, as Piper does: "met [[ rut ]] there"."""
    return "".join(f"[[ {piece.ipa} ]]" if isinstance(piece, Phonemes) else piece.words for piece in spoken)


def key(spoken: Spoken) -> str:
    """One string for one way of speaking, fit for a cache key: the same pieces give the same, others another."""
    return json.dumps([_stored(piece) for piece in merged(spoken)], ensure_ascii=False, separators=(",", ":"))


def merged(pieces: Iterable[Piece]) -> Spoken:
    """Without empty pieces, neighbouring texts made one."""
    made: list[Piece] = []
    for piece in pieces:
        last = made[-1] if made else None
        if isinstance(piece, Text) and isinstance(last, Text):
            made[-1] = Text(last.words + piece.words)
        elif isinstance(piece, Phonemes) or piece.words:
            made.append(piece)
    return tuple(made)


def _stored(piece: Piece) -> list[str]:
    match piece:
        case Text(words):
            return ["text", words]
        case Phonemes(ipa, fallback):
            return ["phonemes", ipa, fallback]
        case In(language, words):
            return ["in", language, words]
