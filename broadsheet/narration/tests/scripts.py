"""Scripts to be spoken: a small story of Mirna Bay."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.narration.sound.rendering import Script
from broadsheet.narration.text.spoken import Sentence, Text

WORDS = (
    ("headline", "Harbour road stays open"),
    ("byline", "By Alice Marlow"),
    ("paragraph", "The council of Mirna Bay voted on Tuesday to keep the old harbour road open."),
    ("paragraph", "Fishermen had feared for months that they would have to go round by the hills."),
    ("heading", "A close vote"),
    ("paragraph", "Five members were for it, four were against it, and one was at sea."),
    ("paragraph", "The mayor said that nobody had expected such a crowd in the town hall."),
    ("paragraph", "The road will be mended before the winter, and the bridge after it."),
)
TAGS = {"title": "Harbour road stays open", "artist": "Alice Marlow", "album": "The Mirna Bay Ledger"}


def sentence(words: str, *, kind: str = "paragraph", block: str = "b1", name: str = "") -> Sentence:
    return Sentence(name or f"{block}-{len(words)}", block, f"{words} ", (Text(words),), "en", kind)


def story() -> Script:
    """Eight sentences; those of "paragraph" two to a block."""
    made = [
        sentence(words, kind=kind, block=f"b{number // 2}", name=f"b{number // 2}-{number}")
        for number, (kind, words) in enumerate(WORDS)
    ]
    return Script(made, TAGS)


def corrected(script: Script, number: int, words: str) -> Script:
    """The same with other words in one sentence."""
    sentences = list(script.sentences)
    sentences[number] = replace(sentences[number], shown=f"{words} ", spoken=(Text(words),), id="corrected")
    return Script(sentences, script.tags)
