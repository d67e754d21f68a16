"""Addresses, handles and telephone numbers, in the words of each language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_ENDINGS = words(
    "com org net edu gov mil int info biz news media press blog app dev online site live uk us ua eu de fr pl it",
    "es nl be ch at se no fi dk cz co sk hu ro bg gr ie pt ca au nz jp cn in br io ai tv me ly fm gg",
)
_HOST = rf"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,62}}[A-Za-z0-9])?\.){{1,5}}(?:{_ENDINGS})(?![\w-]|\.\w)"
_ANY_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24}(?![\w-]|\.\w)"
_PATH = r"(?:/(?:[\w./%~+-]*[\w/])?)?(?:\?[\w=&%.;:+-]*)?(?:#[\w/-]*)?/?"
_PIECES = re.compile(r"[A-Za-z]+|\d+|[^\w\s]|_")
_LONGEST_PATH = 40  # characters: more is nothing that anybody could note down
_AS_WORDS = frozenset({"co", "me", "in", "be", "at", "it", "no"})


@dataclass(frozen=True)
class Tongue:
    """`marks`: how the signs of addresses are called; `hashtag`, `at`: what is said for # and @ before a name."""

    marks: dict[str, str]
    hashtag: str
    at: str
    plus: str
    group: Callable[[str], str]
    """One group of figures of a telephone number."""

    def address(self, match: Match) -> str:
        host = re.sub(r"^www\.", "", match["host"], flags=re.I)
        path = re.split(r"[?#]", match["path"])[0].rstrip("/")
        said = self._host(host)
        return f" {said} {self._read(path)} " if path and len(path) <= _LONGEST_PATH else f" {said} "

    def email(self, match: Match) -> str:
        return f" {self._read(match['name'])} {self.marks['@']} {self._host(match['host'])} "

    def telephone(self, match: Match) -> str:
        """A short pause between the groups."""
        groups = [self.group(group) for group in re.findall(r"\d+", match[0])]
        return (f"{self.plus} " if match[0].startswith("+") else "") + ", ".join(groups)

    def _host(self, host: str) -> str:
        names, _, ending = host.rpartition(".")
        last = ending if len(ending) > 2 or ending.lower() in _AS_WORDS else " ".join(ending.upper())
        return f"{self._read(names)} {self.marks['.']} {last}"

    def _read(self, text: str) -> str:
        pieces = (self.marks.get(piece, piece) for piece in _PIECES.findall(text))
        return " ".join(piece for piece in pieces if piece.replace(" ", "").isalnum())


def in_words(name: str) -> str:
    """ClimateAction2030, climate_action: the words that the writer put together."""
    parted = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-zа-яіїєґ])(?=[A-ZА-ЯІЇЄҐ])", " ", name)
    return " ".join(parted.replace("_", " ").split())


_GROUP = r"[\s.-]?(?:\(\d{1,5}\)|\d{1,5})"


def rules(tongue: Tongue) -> tuple[Rule, ...]:
    return (
        rule(r"(?<![\w.])(?:mailto:)?(?P<name>[A-Za-z0-9][\w.+-]{0,63})@(?P<host>" + _ANY_HOST + ")", tongue.email),
        rule(
            rf"(?<![\w@.-])https?://(?P<host>(?:[A-Za-z0-9-]{{1,63}}\.){{1,5}}[A-Za-z]{{2,24}})(?P<path>{_PATH})",
            tongue.address,
            any_case=True,
        ),
        rule(rf"(?<![\w@.-])(?P<host>www\.{_ANY_HOST})(?P<path>{_PATH})", tongue.address, any_case=True),
        rule(rf"(?<![\w@.-])(?P<host>{_HOST})(?P<path>{_PATH})", tongue.address, any_case=True),
        rule(r"\bhttps?://", " "),
        rule(r"(?<!\w)#([^\W\d]\w*)", lambda match: f"{tongue.hashtag} {in_words(match[1])}"),
        rule(r"(?<!\w)@(\w+)", lambda match: f"{tongue.at} {in_words(match[1])}"),
        rule(rf"(?<![\w+])\+\d{{1,3}}(?:{_GROUP}){{2,6}}(?![\d-])", tongue.telephone),
        rule(r"(?<![\w-])(?:1-)?\(\d{3}\)\s?\d{3}[\s.-]\d{4}(?![\w-])", tongue.telephone),
        rule(r"(?<![\w-])(?:1-)?\d{3}[-.]\d{3}[-.]\d{4}(?![\w-])", tongue.telephone),
        rule(r"(?<![\w-])0[1-9]\d{3}[\s-]\d{5,6}(?![\w-]|[\s-]\d)", tongue.telephone),
        rule(
            r"(?<![\w-])(?<!\d\s)(?:\(0\d{2,4}\)(?=\s\d)|0\s800|0\d{2,4})(?:[\s-]\d{1,4}){1,4}(?![\w-]|\s\d)",
            tongue.telephone,
        ),
    )
