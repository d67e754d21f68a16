"""What no voice can say is taken out; marks that mean the same become one."""

from __future__ import annotations

import html
import re
import unicodedata

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]")
_SIGNS = frozenset("°№©®™℃℉²³")
_NOT_SAID = frozenset({"So", "Sk", "Cs", "Cn", "Me"})
_SPACES = frozenset({"Cc", "Zs", "Zl", "Zp"})
_GROUPED = re.compile("(?<=\\d)[\u00a0\u202f\u2009](?=\\d{3}(?!\\d))")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛′ʼʹʻ´`", "'"))
_HYPHENS = str.maketrans({"‐": "-", "‑": "-", "―": "—", "‒": "–", "﹣": "-", "－": "-", "％": "%", "⁄": "/"})
_RAISED = re.compile("(?<=\\d)([⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_MINUS = re.compile(
    r"(?:(?<=[\s(:,…])|^)(?<![\d°%]\s)–(?=\d+(?:[.,]\d+)?"
    r"(?:\s?[–…-]\s?[−–+-]?\d+(?:[.,]\d+)?|\s(?:to|and|or|до|і|й|та|чи|або)\s[−–+-]?\d+(?:[.,]\d+)?)?"
    r"\s?(?:°|℃|℉|%|[CF]\b|degrees?\b|per\s?cent\b|градус|відсот))"
)
"""A dash that is glued to a figure of degrees or of a share, and parts nothing: "до –5 °C", but not "5–7 °C"."""
_BEFORE_PART = re.compile(r"(?<=\d)\s{2,}(?=\d/\d)")
_DASH = re.compile(r"(?<=\S)\s+(?:-{1,3}|–|—)\s+|\s*(?:--+|—)\s*")
_QUOTE = re.compile('[“”„‟«»‹›"″❝❞〝〞＂]+')
_APOSTROPHE = re.compile(r"(?<![^\W_]|[\ue000-\uf8ff]|\.(?='s\b))'|'(?![^\W\d_])")


def clean(text: str, group: str = "") -> str:
    """Markup, emoji and what is not seen dropped; figures of all scripts made 0–9. `group` is put between the
    thousands that a space without a break parts."""
    text = _TAG.sub("", html.unescape(unicodedata.normalize("NFC", text)))
    text = _GROUPED.sub(group, _UNSEEN.sub("", text)).translate(_APOSTROPHES).translate(_HYPHENS)
    text = "".join(map(_letter, _RAISED.sub(_power, text)))
    text = _MINUS.sub("−", _BEFORE_PART.sub(" ", text.replace("...", "…")))
    text = text.replace("[[", "[").replace("]]", "]")
    return _DASH.sub(" — ", text)


def _power(match: re.Match[str]) -> str:
    """10⁶ is ten to the sixth, not 106; a square and a cube have signs of their own."""
    if not match[1] and match[2] in ("²", "³"):
        return match[2]
    return f"^{'-' if match[1] else ''}{unicodedata.normalize('NFKC', match[2])}"


def _letter(letter: str) -> str:
    if letter.isascii() or letter in _SIGNS:
        return letter if letter >= " " else " "
    kind = unicodedata.category(letter)
    if kind in _SPACES:
        return " "
    if kind in _NOT_SAID:
        return " "
    if kind == "Cf":
        return letter if letter == "\u200c" else ""  # this one parts letters in Persian
    if kind in ("No", "Nd", "Nl"):
        return _figure(letter)
    return letter


def _figure(letter: str) -> str:
    known = unicodedata.normalize("NFKC", letter)
    if "⁄" in known:
        return f" {known.replace('⁄', '/')}"
    value = unicodedata.digit(letter, None)
    if value is not None:
        return str(value)
    return known if known.isascii() and known.isalnum() else " "


def unquoted(text: str) -> str:
    """Nobody says quotation marks. An apostrophe stays between letters, and before the English s of a marked word."""

    def gap(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        return " " if before.isalnum() and after.isalnum() else ""

    return _APOSTROPHE.sub("", _QUOTE.sub(gap, text))


_TIDY = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"[\[\]{}<>|\\^~*_`=+#@$%&§¶†‡•·¢£¥€₴₽₹₺₩₪₿¤°№©®™℃℉‰²³]", " "),
        (r"\(\s*[^\w()]*\s*\)", " "),
        (r"[!?]*\?[!?]*", "?"),
        (r"!+", "!"),
        (r"(?<![^\W_])-+|-+(?![^\W_])", " "),
        (r"\s+", " "),
        (r"\s+(?=[,;:.!?…)])", ""),
        (r"(?<=\()\s+", ""),
        (r"(?<=\w)\s+(?='s\b)", ""),
        (r",[,\s]*(?=[,;:.!?…])", ""),
        (r"([,;:])(?:\s*[,;:])+", r"\1"),
        (r"\.{2,}", "…"),
        (r"…+(?:\s*[.…])*", "…"),
        (r"(?:\s*—)+\s*", " — "),
        (r"(?:\s*–)+\s*", " — "),
        (r"^(?:[\s,;:.…)–—-])+|[\s(–—-]+$", ""),
    )
)


def tidy(text: str) -> str:
    """Spaces and punctuation as a printer sets them; signs that no rule knew are gone."""
    while True:
        done = text
        for pattern, by in _TIDY:
            done = pattern.sub(by, done)
        if done == text:
            return text
        text = done
