"""What somebody typed, as what is looked for: words that must all be there, “phrases in quotation marks”, -words that
must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from broadsheet.search.words import SHORTEST, Word, beginning, tokens, words

LONGEST = 200  # characters of a query that count
MOST = 8  # terms
_TYPED = regex.compile(r"(?P<no>(?<!\S)[-−])?(?:[\"“”„«»](?P<phrase>[^\"“”„«»]*)[\"“”„«»]|(?P<word>[^\s\"“”„«»]+))")


@dataclass(frozen=True, slots=True)
class Term:
    """`tokens` stand one after another; `forms`: the last may go on."""

    tokens: tuple[str, ...]
    forms: bool = False
    unwanted: bool = False

    def ends(self, found: list[Word], at: int) -> int:
        """Where the term that begins with the word number `at` ends: the number of the word after it; 0 when none
        begins there."""
        after = at + len(self.tokens)
        run = [word.token for word in found[at:after]]
        if len(run) < len(self.tokens) or run[:-1] != list(self.tokens[:-1]):
            return 0
        last = self.tokens[-1]
        return after if run[-1] == last or (self.forms and run[-1].startswith(last)) else 0


def terms(typed: str) -> list[Term]:
    """At most MOST, each once."""
    return list(dict.fromkeys(_terms(typed[:LONGEST])))[:MOST]


def _terms(typed: str) -> Iterator[Term]:
    for found in _TYPED.finditer(typed):
        unwanted = found["no"] is not None
        if found["phrase"] is not None:
            if phrase := tuple(tokens(found["phrase"])):
                yield Term(phrase, unwanted=unwanted)
            continue
        for each in tokens(found["word"]):
            start = beginning(each)
            yield Term((start,), forms=len(start) >= SHORTEST, unwanted=unwanted)


def marked(text: str, wanted: list[Term]) -> list[tuple[int, int]]:
    """Where the terms stand in a text: [from, to) in characters, in order, none in another."""
    found, spans, at = [word for word in words(text) if word.token], [], 0
    while at < len(found):
        ends = max((term.ends(found, at) for term in wanted if not term.unwanted), default=0)
        if ends:
            spans.append((found[at].start, found[ends - 1].end))
        at = max(ends, at + 1)
    return spans
