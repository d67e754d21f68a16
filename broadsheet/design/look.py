"""The paper's own look as a small stylesheet that follows paper.css: only what differs from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from broadsheet.design import nameplate
from broadsheet.design.colours import DARK, LIGHT, Scheme, tokens

OWN, SYSTEM = "brygada", "system"
SERIFS = {OWN: "", SYSTEM: 'Georgia, "Times New Roman", "Noto Serif", serif'}
"""The shipped fonts by their names; "" is what paper.css says."""
PLATE_EM, NARROWEST_EM = 10.1, 9.6
"""A nameplate between these needs no word of its own: paper.css is made for one of 10.1 em."""


@dataclass(frozen=True, slots=True)
class Look:
    """`nameplate` is the text above every page, `serif` one of SERIFS."""

    nameplate: str
    serif: str = OWN
    light: Scheme = LIGHT
    dark: Scheme = DARK


def stylesheet(look: Look) -> str:
    """ "" when the look is the shipped one. In the layer of the tokens, so that the print style goes before it."""
    light = {**_differing(look.light, LIGHT), **_type(look)}
    dark = _differing(look.dark, DARK)
    parts = [_rule(light)] if light else []
    parts += [f"@media(prefers-color-scheme:dark){{{_rule(dark)}}}"] if dark else []
    return f"@layer base{{{''.join(parts)}}}\n" if parts else ""


def _differing(scheme: Scheme, shipped: Scheme) -> dict[str, str]:
    were = tokens(shipped)
    return {name: value for name, value in tokens(scheme).items() if were[name] != value}


def _type(look: Look) -> dict[str, str]:
    return dict(_type_of(look))


def _type_of(look: Look) -> Iterator[tuple[str, str]]:
    width = nameplate.width(look.nameplate, own_font=look.serif == OWN)
    if not NARROWEST_EM <= width <= PLATE_EM:
        yield "plate-em", f"{width:.1f}"
    if SERIFS[look.serif]:
        yield "serif", SERIFS[look.serif]


def _rule(values: dict[str, str]) -> str:
    return f":root{{{';'.join(f'--{name}:{value}' for name, value in values.items())}}}"
