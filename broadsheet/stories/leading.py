"""Which stories stand first on a section's front, and how: a higher room says so, where editors set it by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Leading:
    """Safe HTML ("" for nothing), and the keys of the stories in it: the list below goes without them."""

    html: SafeString | str = ""
    stories: Collection[int] = ()


NOTHING = Leading()
Lead = Callable[[int, str], Leading]

_lead: list[Lead] = []


def register(lead: Lead) -> None:
    """`lead(section, language)` is asked for each section's front."""
    _lead[:] = [lead]


def of(section: int, language: str) -> Leading:
    return _lead[0](section, language) if _lead else NOTHING
