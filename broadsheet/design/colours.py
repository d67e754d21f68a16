"""The paper's colours: four are chosen for each scheme, the rest follow from them, and what must be read can be.

Contrast is that of WCAG 2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances, from 1 to 21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-f]{6}")
TEXT, LINE = 4.5, 3.0
"""What WCAG 2.2 AA asks of text, and of edges and focus rings."""

TINT, SOFT, HAIR, EDGE = 0.055, 0.24, 0.22, 0.6
"""How much of the ink is in the tint, the hairline and the edge, and of the paper in the soft ink."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is chosen at the desk, as `#rrggbb` in lower case: the ground, the text, the colour of kickers and links,
    and that of corrections and errors."""

    paper: str
    ink: str
    spot: str
    alert: str


LIGHT = Scheme("#fdfefc", "#14201b", "#0c5a45", "#ab2318")
DARK = Scheme("#0f1512", "#e7ece6", "#86d0b0", "#ff9a8b")

_DRAWN = {
    LIGHT: {
        **{"tint": "#eff4ee", "ink-soft": "#47554d", "hair": "#c3cec4", "edge": "#6c7a72"},
        **{"margin-rule": "#d69c92", "mark": "#ffeb94", "focus": "#1747d1"},
    },
    DARK: {
        **{"tint": "#18211c", "ink-soft": "#b0bcb3", "hair": "#35423b", "edge": "#8b998f"},
        **{"margin-rule": "#74423b", "mark": "#57490c", "focus": "#a8c3ff"},
    },
}
"""The tokens of the shipped schemes, drawn by hand; they stand in paper.css."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Two tokens whose contrast is too low."""

    front: str
    ground: str
    contrast: float
    needed: float


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(value / 255) for value in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of the other in it, channel by channel."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def tokens(scheme: Scheme) -> dict[str, str]:
    """Every colour of the stylesheet, by the name of its custom property without the dashes.

    Tint, soft ink, hairline and edge are mixed of paper and ink; the rule of the margin of paper and alert. The mark
    and the focus ring are the shipped ones while they can be seen on this paper, otherwise tint and ink.
    """
    chosen = {"paper": scheme.paper, "ink": scheme.ink, "spot": scheme.spot, "alert": scheme.alert}
    drawn = _of_shipped(scheme)
    if drawn is not None:
        return chosen | drawn
    near = _DRAWN[LIGHT if luminance(scheme.paper) > luminance(scheme.ink) else DARK]
    tint = mixed(scheme.paper, scheme.ink, TINT)
    return chosen | {
        "tint": tint,
        "ink-soft": mixed(scheme.ink, scheme.paper, SOFT),
        "hair": mixed(scheme.paper, scheme.ink, HAIR),
        "edge": mixed(scheme.paper, scheme.ink, EDGE),
        "margin-rule": mixed(scheme.paper, scheme.alert, 0.45),
        "mark": near["mark"] if contrast(scheme.ink, near["mark"]) >= TEXT else tint,
        "focus": near["focus"] if contrast(near["focus"], scheme.paper) >= LINE else scheme.ink,
    }


def _of_shipped(scheme: Scheme) -> dict[str, str] | None:
    """What was drawn for this paper and ink, whatever spot and alert are."""
    return next((drawn for own, drawn in _DRAWN.items() if (own.paper, own.ink) == (scheme.paper, scheme.ink)), None)


PAIRS = (
    *((front, ground, TEXT) for front in ("ink", "ink-soft", "spot", "alert") for ground in ("paper", "tint")),
    *(("paper", ground, TEXT) for ground in ("ink", "spot", "alert")),
    ("ink", "mark", TEXT),
    *((front, "paper", LINE) for front in ("edge", "focus")),
)
"""What stands on what, and the contrast that it needs."""


def unreadable(scheme: Scheme) -> Iterator[Unreadable]:
    """The pairs of this scheme that cannot be told apart well enough."""
    found = tokens(scheme)
    for front, ground, needed in PAIRS:
        reached = contrast(found[front], found[ground])
        if reached < needed:
            yield Unreadable(front, ground, reached, needed)


def _parts(colour: str) -> tuple[int, int, int]:
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is no colour of the form #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
