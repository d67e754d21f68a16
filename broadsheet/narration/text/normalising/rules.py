"""Rules that make words of figures and signs, one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

Match = re.Match[str]


class Rule:
    """What it makes must be nothing that it, or one before it, would take for its own again. Compiled when first
    used: there are hundreds, and most processes never narrate."""

    def __init__(self, pattern: str, make: Callable[[Match], str], flags: re.RegexFlag) -> None:
        self.pattern, self.make, self.flags = pattern, make, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)


def rule(pattern: str, make: Callable[[Match], str] | str, *, any_case: bool = False) -> Rule:
    """`make`: a function, or a template as in `re.sub`."""
    flags = re.I if any_case else re.NOFLAG
    if isinstance(make, str):
        template = make
        return Rule(pattern, lambda match: match.expand(template), flags)
    return Rule(pattern, make, flags)


def apply(rules: Iterable[Rule], text: str) -> str:
    for each in rules:
        text = each.compiled.sub(each.make, text)
    return text


def words(*lists: str) -> str:
    """Alternatives of a pattern, the longest first."""
    each = sorted({word for line in lists for word in line.split()}, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, each))
