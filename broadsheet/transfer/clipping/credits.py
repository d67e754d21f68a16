"""A picture's caption and its credit told apart.

A credit comes last: in brackets, after a label ("Photo:"), after a copyright sign, after a dash, or as a last
fragment that is a name and no sentence. Brackets that say something else, as in "the mayor (left)", stay caption.
How much is asked depends on how sure it is that the line is a caption at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .shapes import ends_sentence, is_name, is_upper, last_fragment, words

LONGEST_CREDIT = 120  # characters

_LABEL_WORD = (
    r"(?:photo(?:graph)?s?(?: credit| by| courtesy of)?|(?:image|picture|photo) credit|images?(?: by)?"
    r"|picture(?:s| by)?"
    r"|credits?|illustration(?: by)?|graphic(?: by)?|courtesy(?: of)?|фото|світлина|ілюстрація|иллюстрация"
    r"|автор фото"
    r"|foto(?:s|graf|grafie)?|bild(?:quelle)?|quelle|crédit(?:s)?(?: photo)?|crédito|fotografía|zdj(?:ęcie)?\.?"
    r"|fot\.)"
)
_LABELLED = re.compile(
    rf"(?:\A|(?<=[\s(\[|/.]))(?:{_LABEL_WORD}\s*(?::|[-–—|])\s*|photo(?:graph)? by\s+|photo courtesy of\s+"
    rf"|courtesy of\s+"
    rf"|(?:image|picture|illustration) by\s+)(?P<credit>[^\n]{{1,{LONGEST_CREDIT}}})\Z",
    re.I,
)
_BOTH_LABELLED = re.compile(
    rf"[(\[]?\s*{_LABEL_WORD}\s*:\s*(?P<caption>\S[^\n]{{1,600}}?)(?:\s*[|/·•–—]\s*|(?<=[.!?…\"”»])\s+)"
    rf"{_LABEL_WORD}\s*:\s*(?P<credit>[^\n]{{1,{LONGEST_CREDIT}}}?)\s*[)\]]?\.?",
    re.I,
)
_COPYRIGHT = re.compile(rf"(?:©|\([cC]\)\s)\s*(?:(?:19|20)\d\d[,\s]\s*)?(?P<credit>[^©]{{1,{LONGEST_CREDIT}}})\Z")
_DASHED = re.compile(rf"\s(?:—|–|―|--|\|)\s*(?P<credit>[^—–|\n]{{1,{LONGEST_CREDIT}}})\Z")
_SAYS_CREDIT = re.compile(
    r"\b(?:photos?|images?|handout|courtesy|via|file photo|press service|фото|прес-?служба|foto|bild|archiv\w*"
    r"|архів)\b"
    r"|©",
    re.I,
)
_SLASH = re.compile(r"[^\W\d_.][.)]?\s?/\s?[^\W\d_]")
_ABBREVIATION = re.compile(r"(?:^|[\s\"“(])(?:[^\W\d_a-z][^\W\d_]{0,3}|[^\W\d_](?:\.[^\W\d_])+)\.$")


@dataclass(frozen=True, slots=True)
class Credited:
    caption: str
    credit: str


def split_credit(text: str, *, certain: bool, above_story: bool = False) -> Credited | None:
    """Caption and credit, or None where the line shows no credit.

    `certain`: the file or the place on the page says that this is a caption. Without that only shapes count that
    no sentence of a story has. `above_story`: nor does a headline end with a name in brackets.
    """
    both = _both_labelled(text)
    if both and both.credit:
        return both
    bracketed = _bracketed(text, certain, above_story)
    if bracketed and bracketed.credit:
        return bracketed
    for split in (_copyrighted, _labelled, _slashed, _dashed, _named):
        found = split(text, certain)
        if found and found.credit:
            return found
    return None


def _both_labelled(text: str) -> Credited | None:
    """ "[Photo: A sentence | Credit: Name / Agency]". Two names under two labels are two credits, and not this."""
    found = _BOTH_LABELLED.fullmatch(text) if len(text) <= 1000 else None
    if not found or words(found["caption"]) < 3 or is_name(found["caption"], 8) or words(found["credit"]) > 10:
        return None
    return Credited(found["caption"].strip(), bare(found["credit"]))


def own_line(text: str) -> str:
    """The credit, where the line is nothing else: "(Name/Agency)", "Photo: Name", "© Agency", "Name / Agency"."""
    if len(text) > LONGEST_CREDIT:
        return ""
    found = split_credit(text, certain=False)
    if found and not found.caption:
        return found.credit
    return text if _SLASH.search(text) and is_name(text, 8) else ""


def bare(credit: str) -> str:
    """The credit without its label, sign and brackets: who, and nothing else."""
    credit = credit.strip()
    if credit[:1] in "([" and credit[-1:] in ")]" and _opening(credit) == 0:
        credit = credit[1:-1].strip()
    for form in (_COPYRIGHT, _LABELLED):
        found = form.match(credit)
        credit = found["credit"] if found and not credit.casefold().startswith("courtesy") else credit
    credit = credit.strip(" —–|")
    return credit[:-1] if credit.endswith(".") and not _ABBREVIATION.search(credit) else credit


def _bracketed(text: str, certain: bool, above_story: bool) -> Credited | None:
    body = text[:-1] if text.endswith((").", "].")) else text
    start = _opening(body)
    if start is None or len(body) - start > LONGEST_CREDIT:
        return None
    inner, caption = body[start + 1 : -1].strip(), text[:start].strip()
    if not inner or (ends_sentence(inner) and words(inner) > 6):
        return None
    shaped = _is_credit_like(inner)
    after_sentence = not caption or ends_sentence(caption)
    named = is_name(inner, 8) and (words(inner) >= 2 or is_upper(inner) or certain)
    called = not after_sentence and words(caption) >= 5 and is_name(inner, 4) and words(inner) >= 2
    if called and above_story:
        return Credited(caption, bare(inner))
    if shaped or (certain and named) or (after_sentence and caption and named and words(inner) >= 2):
        return Credited(caption, bare(inner))
    return None


def _opening(text: str) -> int | None:
    """Where the bracket opens that the last character closes."""
    pairs = {")": "(", "]": "["}
    closing = text[-1:]
    if closing not in pairs:
        return None
    depth = 0
    for at in range(len(text) - 1, max(-1, len(text) - 1 - 2 * LONGEST_CREDIT), -1):
        depth += (text[at] == closing) - (text[at] == pairs[closing])
        if depth == 0:
            return at
    return None


def _is_credit_like(inner: str) -> bool:
    """Names around a slash, or words that only credits have. "(and/or)" and "(left)" are neither."""
    if _SLASH.search(inner):
        parts = [part.strip() for part in inner.split("/") if part.strip()]
        return all(part[:1].isupper() or part[:1] in "@©" or not part[:1].isalpha() for part in parts)
    return bool(_SAYS_CREDIT.search(inner)) and words(inner) <= 12 and inner[:1].isupper() | inner.startswith("©")


def _copyrighted(text: str, certain: bool) -> Credited | None:
    found = _COPYRIGHT.search(text[-2 * LONGEST_CREDIT :])
    if not found or words(found["credit"]) > 10:
        return None
    return Credited(text[: len(text) - len(found[0])].strip(" |/–—"), bare(found["credit"]))


def _labelled(text: str, certain: bool) -> Credited | None:
    tail = text[-LONGEST_CREDIT - 40 :]
    found = _LABELLED.search(tail)
    if not found or words(found["credit"]) > 10:
        return None
    caption = text[: len(text) - len(found[0])].strip(" |/([–—")
    if caption and not certain and not (ends_sentence(caption) or found[0][:1].isupper()):
        return None
    credit = found[0].strip()
    return Credited(caption, bare(credit[:-1] if credit.endswith(")") and "(" not in credit else credit))


def _slashed(text: str, certain: bool) -> Credited | None:
    """ "A sentence. Ivan Name / Agency": the last fragment has a slash between names."""
    caption, rest = last_fragment(text)
    if caption and len(rest) <= LONGEST_CREDIT and _SLASH.search(rest) and is_name(rest, 10):
        return Credited(caption, bare(rest))
    return None


def _dashed(text: str, certain: bool) -> Credited | None:
    found = _DASHED.search(text[-LONGEST_CREDIT - 4 :])
    if not found or not is_name(found["credit"].strip(" ."), 10):
        return None
    caption = text[: len(text) - len(found[0])].strip()
    shaped = bool(_SLASH.search(found["credit"])) or bool(_SAYS_CREDIT.search(found["credit"]))
    if certain or shaped or ends_sentence(caption):
        return Credited(caption, bare(found["credit"]))
    return None


def _named(text: str, certain: bool) -> Credited | None:
    """ "A sentence. Name for Paper" or "A sentence. AGENCY": what follows the last sentence is a name, unended."""
    caption, rest = last_fragment(text)
    if not caption or ends_sentence(rest) or not is_name(rest, 8) or _ABBREVIATION.search(caption):
        return None
    enough = words(rest) >= 2 or is_upper(rest)
    return Credited(caption, rest) if enough or certain else None
