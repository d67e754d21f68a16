"""A sheet to draw on, 1600 wide and 900 high, and what is drawn again and again: skies, water, houses, people.

Everything is drawn at twice its size and made smaller, then screened with fine lines as an old newspaper would.
Colours are "#rrggbb", or "#rrggbbaa" for what one sees through.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageColor, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 900
TIMES = 2
SCREEN = 4  # a fine line every so many pixels
DARK, STONE, CREAM, LAMP, INK = "#24323a", "#8b8478", "#f1e7d2", "#ffd98a", "#1b262c"
RED, BRICK, TEAL, OCHRE, SAND = "#a8483a", "#9c6350", "#2f6470", "#cf9a45", "#dcc79b"
Point = tuple[float, float]


class Sheet:
    def __init__(self, *sky: str) -> None:
        """`sky`: colours from the top to the bottom."""
        self.image = Image.new("RGB", (WIDTH * TIMES, HEIGHT * TIMES))
        self._draw = ImageDraw.Draw(self.image, "RGBA")
        self.ramp(0, 0, WIDTH, HEIGHT, *sky)

    def ramp(self, left: float, top: float, right: float, bottom: float, *colours: str) -> None:
        """A box in colours that run into one another, downwards."""
        stops, rows = [ImageColor.getrgb(colour) for colour in colours], round((bottom - top) * TIMES)
        for row in range(rows):
            place = row / max(1, rows - 1) * (len(stops) - 1)
            first = min(int(place), len(stops) - 2) if len(stops) > 1 else 0
            pair = stops[first], stops[min(first + 1, len(stops) - 1)]
            part = place - first
            mixed = tuple(round(a + (b - a) * part) for a, b in zip(*pair, strict=False))
            y = round(top * TIMES) + row
            self._draw.line(((left * TIMES, y), (right * TIMES - 1, y)), fill=mixed)

    def shape(self, colour: str, *points: Point) -> None:
        self._draw.polygon([(x * TIMES, y * TIMES) for x, y in points], fill=colour)

    def box(self, colour: str, left: float, top: float, right: float, bottom: float) -> None:
        self._draw.rectangle((left * TIMES, top * TIMES, right * TIMES - 1, bottom * TIMES - 1), fill=colour)

    def disc(self, colour: str, x: float, y: float, across: float, down: float | None = None) -> None:
        """An ellipse by its radii."""
        down = across if down is None else down
        place = ((x - across) * TIMES, (y - down) * TIMES, (x + across) * TIMES, (y + down) * TIMES)
        self._draw.ellipse(place, fill=colour)

    def line(self, colour: str, width: float, *points: Point) -> None:
        self._draw.line(
            [(x * TIMES, y * TIMES) for x, y in points], fill=colour, width=round(width * TIMES), joint="curve"
        )

    def ring(self, colour: str, width: float, x: float, y: float, radius: float) -> None:
        place = ((x - radius) * TIMES, (y - radius) * TIMES, (x + radius) * TIMES, (y + radius) * TIMES)
        self._draw.ellipse(place, outline=colour, width=round(width * TIMES))

    def words(self, colour: str, size: float, x: float, y: float, text: str, anchor: str = "lm") -> None:
        font = ImageFont.load_default(size * TIMES)
        self._draw.text((x * TIMES, y * TIMES), text, fill=colour, font=font, anchor=anchor)

    def glow(self, x: float, y: float, radius: float, colour: str = LAMP) -> None:
        for part in range(10, 0, -1):
            self.disc(f"{colour}12", x, y, radius * part / 10)
        self.disc(colour, x, y, radius / 9)

    def ridge(self, colour: str, level: float, height: float, phase: float, *, reach: float = 190) -> None:
        crest = [
            (x, level - height * (0.55 + 0.45 * math.sin(x / reach + phase) * math.cos(x / (reach * 2.3) + phase)))
            for x in range(0, WIDTH + 21, 20)
        ]
        self.shape(colour, (0, HEIGHT), *crest, (WIDTH, HEIGHT))

    def water(self, level: float, *colours: str, glint: str = "#ffffff", bottom: float = HEIGHT) -> None:
        self.ramp(0, level, WIDTH, bottom, *colours)
        row, y = 0, level + 9.0
        while y < bottom:
            for x in range(-200 + row * 173 % 310, WIDTH, 310 + row * 14):
                self.line(f"{glint}48", 1.6 + row * 0.25, (x, y), (x + 50 + row * 12, y))
            row, y = row + 1, y + 10 + row * 3.2

    def windows(
        self, colour: str, left: float, top: float, columns: int, rows: int, step: Point, size: Point
    ) -> None:
        for column in range(columns):
            for row in range(rows):
                x, y = left + column * step[0], top + row * step[1]
                self.box(colour, x, y, x + size[0], y + size[1])

    def house(
        self, wall: str, roof: str, left: float, ground: float, width: float, height: float, lit: int = 3
    ) -> None:
        """`lit`: which of its windows are, in bits."""
        top, right = ground - height, left + width
        self.box(wall, left, top, right, ground)
        self.shape(roof, (left - 9, top), (left + width / 2, top - width * 0.55), (right + 9, top))
        self.box("#00000018", right - width * 0.16, top, right, ground)
        for n, (across, down) in enumerate(((0.16, 0.16), (0.58, 0.16), (0.16, 0.56), (0.58, 0.56))):
            x, y = left + width * across, top + height * down
            self.box(LAMP if lit >> n & 1 else "#3c4c54", x, y, x + width * 0.24, y + min(height * 0.22, 44))

    def person(self, colour: str, x: float, ground: float, tall: float, *, arm: Point | None = None) -> None:
        """`arm`: how far a hand reaches from the shoulder."""
        head, shoulder = tall * 0.085, ground - tall * 0.8
        self.disc(colour, x, ground - tall + head, head, head * 1.15)
        broad, foot = tall * 0.13, tall * 0.1
        body = ((x - broad, shoulder + tall * 0.05), (x - broad * 0.7, shoulder), (x + broad * 0.7, shoulder))
        self.shape(colour, *body, (x + broad, shoulder + tall * 0.05), (x + foot, ground), (x - foot, ground))
        if arm:
            hand = (x + arm[0], shoulder + arm[1])
            self.line(colour, tall * 0.055, (x, shoulder + tall * 0.05), hand)

    def bust(self, colour: str, x: float, y: float, size: float, *, facing: int = 1) -> None:
        """Head and shoulders from the side; `y` is the chin."""
        s, f = size, facing
        outline = [
            (-0.05, 0.16),
            (0.10, 0.05),
            (0.24, 0.02),
            (0.27, -0.06),
            (0.25, -0.13),
            (0.27, -0.17),
            (0.25, -0.2),
        ]
        outline += [
            (0.34, -0.3),
            (0.27, -0.42),
            (0.29, -0.52),
            (0.24, -0.68),
            (0.1, -0.79),
            (-0.1, -0.8),
            (-0.27, -0.7),
        ]
        outline += [
            (-0.34, -0.5),
            (-0.31, -0.28),
            (-0.22, -0.1),
            (-0.25, 0.14),
            (-0.62, 0.3),
            (-0.84, 0.55),
            (-0.9, 1.3),
        ]
        outline += [(0.75, 1.3), (0.62, 0.6), (0.42, 0.34), (0.05, 0.22)]
        self.shape(colour, *((x + f * across * s, y + down * s) for across, down in outline))

    def tree(self, leaves: Sequence[str], x: float, ground: float, tall: float, trunk: str = "#4b3d33") -> None:
        self.shape(
            trunk,
            (x - tall * 0.035, ground),
            (x - tall * 0.015, ground - tall * 0.6),
            (x + tall * 0.015, ground - tall * 0.6),
            (x + tall * 0.035, ground),
        )
        for n, (across, down, radius) in enumerate(CROWN):
            self.disc(
                leaves[n % len(leaves)], x + across * tall, ground - down * tall, radius * tall, radius * tall * 0.9
            )

    def gull(self, x: float, y: float, size: float, colour: str = "#f4f1e8") -> None:
        wings = (
            (x - size, y - size * 0.35),
            (x - size * 0.4, y - size * 0.5),
            (x, y),
            (x + size * 0.4, y - size * 0.5),
        )
        self.line(colour, 3, *wings, (x + size, y - size * 0.3))

    def boat(self, hull: str, x: float, y: float, size: float, sail: str = CREAM) -> None:
        """A sailing boat; `y` is the water, `size` its length."""
        self.line(DARK, size * 0.02, (x + size * 0.5, y), (x + size * 0.5, y - size * 1.1))
        self.shape(
            sail,
            (x + size * 0.53, y - size * 1.05),
            (x + size * 0.95, y - size * 0.16),
            (x + size * 0.53, y - size * 0.16),
        )
        self.shape(
            hull,
            (x, y - size * 0.13),
            (x + size, y - size * 0.13),
            (x + size * 0.82, y + size * 0.1),
            (x + size * 0.16, y + size * 0.1),
        )
        self.shape(
            f"{hull}50",
            (x + size * 0.16, y + size * 0.1),
            (x + size * 0.82, y + size * 0.1),
            (x + size * 0.7, y + size * 0.3),
            (x + size * 0.28, y + size * 0.3),
        )

    def rain(self, colour: str = "#ffffff30") -> None:
        for n in range(170):
            x, y = n * 379 % 1700, n * 211 % 900
            self.line(colour, 1.5, (x, y), (x - 22, y + 62))

    def webp(self) -> bytes:
        out = io.BytesIO()
        self.printed().save(out, "WEBP", quality=72, method=6)
        return out.getvalue()

    def printed(self) -> Image.Image:
        """As it is seen: made smaller, and screened."""
        small = self.image.reduce(TIMES)
        draw = ImageDraw.Draw(small, "RGBA")
        for y in range(0, HEIGHT, SCREEN):
            draw.line(((0, y), (WIDTH, y)), fill="#0000001a")
        return small


CROWN = (
    (0.0, 0.62, 0.26),
    (-0.2, 0.55, 0.18),
    (0.2, 0.56, 0.18),
    (-0.12, 0.74, 0.2),
    (0.13, 0.76, 0.19),
    (0.0, 0.86, 0.14),
    (-0.26, 0.66, 0.12),
    (0.27, 0.67, 0.12),
)
"""A tree's crown in parts of its height: across, up, radius."""
