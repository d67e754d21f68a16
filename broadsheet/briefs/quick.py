"""A brief from a few typed lines: which part is its headline."""

from __future__ import annotations

import re

_CLOSED = "\"')]\u201d\u2019\u00bb"  # what may stand behind a full stop: quotation marks, brackets
_END = re.compile(rf"(?P<word>\S*?)(?P<end>[.!?…]+[{re.escape(_CLOSED)}]*)\s+(?=(?P<next>\w)|\W)")
_SHORT = frozenset({"mr", "mrs", "ms", "dr", "st", "prof", "gen", "col", "lt", "sgt", "no", "vs", "jr", "sr", "inc"})


def parted(typed: str) -> tuple[str, str]:
    """(headline, text): the first sentence of the first line, and the rest with its paragraphs."""
    lines = typed.replace("\r\n", "\n").strip()
    first, _, rest = lines.partition("\n")
    first = " ".join(first.split())
    sentence = _first_sentence(first)
    left = first[len(sentence) :].strip()
    return sentence, "\n\n".join(part for part in (left, rest.strip()) if part)


def _first_sentence(line: str) -> str:
    for found in _END.finditer(line):
        goes_on = (found["next"] or "").islower()
        if not goes_on and not (found["end"].startswith(".") and _is_shortened(found["word"])):
            return line[: found.end("end")]
    return line


def _is_shortened(word: str) -> bool:
    """As in "Mr. Hale", "A. Fenn", "the U.S. Navy"."""
    bare = re.sub(r"^\W+", "", word).lower()
    return bare in _SHORT or "." in bare or (len(bare) == 1 and bare.isalpha())
