"""Six flat landscapes of Mirna Bay, drawn by code: nobody's photograph, nobody's rights.

Places are in hundredths of the sheet, from its top left corner; a sheet is three wide to two high.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

SIZE = (1200, 800)
HILLS, FAR, STONE, DARK, CREAM, LAMP = "#5f7f78", "#86a09a", "#8b8478", "#2f3b46", "#f3ead7", "#ffd97a"
RED, BRICK, TEAL, OCHRE, SAND = "#b5483a", "#a5674d", "#2c6a78", "#d39b3f", "#dcc79b"
Point = tuple[float, float]


class Sheet:
    def __init__(self, top: str, bottom: str) -> None:
        ramp = Image.linear_gradient("L").resize(SIZE)
        self.image = Image.composite(Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), ramp)
        self._draw = ImageDraw.Draw(self.image)

    def shape(self, colour: str, *points: Point) -> None:
        self._draw.polygon([_at(*point) for point in points], fill=colour)

    def box(self, colour: str, left: float, top: float, right: float, bottom: float) -> None:
        self._draw.rectangle((_at(left, top), _at(right, bottom)), fill=colour)

    def disc(self, colour: str, x: float, y: float, radius: float) -> None:
        """`radius` in hundredths of the width."""
        (left, top), reach = _at(x, y), radius * SIZE[0] / 100
        self._draw.ellipse((left - reach, top - reach, left + reach, top + reach), fill=colour)

    def line(self, colour: str, width: float, *points: Point) -> None:
        self._draw.line([_at(*point) for point in points], fill=colour, width=round(width * SIZE[0] / 100))

    def hills(self, colour: str, level: float, height: float, phase: float) -> None:
        crest = [
            (x, level - height * (0.55 + 0.45 * math.sin(x / 13 + phase) * math.cos(x / 31 + phase)))
            for x in range(0, 102, 2)
        ]
        self.shape(colour, (0, level + 1), *crest, (100, level + 1))

    def water(self, colour: str, level: float, crest: str) -> None:
        self.box(colour, 0, level, 100, 100)
        for row in range(9):
            y = level + 3 + row * row * 0.55
            for x in range(-12 + row * 17 % 29, 100, 34):
                self.line(crest, 0.25, (x, y), (x + 6 + row, y))

    def house(self, wall: str, roof: str, left: float, ground: float, width: float, height: float) -> None:
        top, right = ground - height, left + width
        self.box(wall, left, top, right, ground)
        self.shape(roof, (left - 0.8, top), (left + width / 2, top - width * 0.75), (right + 0.8, top))
        for x in (left + width * 0.2, left + width * 0.6):
            self.box(LAMP, x, top + height * 0.2, x + width * 0.2, top + height * 0.5)

    def jpeg(self) -> bytes:
        out = io.BytesIO()
        self.image.save(out, "JPEG", quality=88)
        return out.getvalue()


def _at(x: float, y: float) -> Point:
    return x * SIZE[0] / 100, y * SIZE[1] / 100


def harbour() -> Sheet:
    sheet = Sheet("#f2b98a", "#fbe6c8")
    sheet.disc("#fff1cf", 72, 40, 5)
    sheet.hills(FAR, 52, 16, 0.4)
    sheet.hills(HILLS, 56, 9, 2.1)
    for n, wall in enumerate((CREAM, BRICK, OCHRE, CREAM, TEAL, BRICK)):
        sheet.house(wall, DARK, 4 + n * 8.4, 60, 7, 9 + n % 3 * 3)
    sheet.water("#3f7486", 60, "#7fb0b6")
    sheet.shape(STONE, (0, 58), (58, 58), (61, 66), (0, 66))
    for x, hull in ((20, RED), (44, TEAL)):
        sheet.line(DARK, 0.4, (x + 7, 76), (x + 7, 54))
        sheet.shape(CREAM, (x + 7.6, 56), (x + 14, 73), (x + 7.6, 73))
        sheet.shape(hull, (x, 76), (x + 16, 76), (x + 13, 82), (x + 3, 82))
    sheet.shape(STONE, (84, 62), (100, 57), (100, 70), (80, 70))
    sheet.shape(CREAM, (90, 60), (91, 38), (94, 38), (95, 60))
    sheet.box(RED, 90.2, 46, 94.8, 51)
    sheet.box(LAMP, 91, 34, 94, 38)
    return sheet


def ferry() -> Sheet:
    sheet = Sheet("#5d7f9c", "#cfdde0")
    sheet.hills("#7e98a5", 55, 12, 1.2)
    sheet.water("#2d5a6e", 55, "#86aab4")
    sheet.shape(DARK, (18, 66), (84, 66), (78, 80), (26, 80))
    sheet.box(RED, 21.5, 70, 80.5, 72)
    sheet.box(CREAM, 28, 54, 74, 66)
    sheet.box(CREAM, 46, 44, 66, 54)
    for x in range(31, 72, 6):
        sheet.disc("#4d7385", x, 60, 1.3)
    for x in range(48, 64, 5):
        sheet.box("#4d7385", x, 46.5, x + 3, 50)
    sheet.shape(OCHRE, (52, 44), (53, 32), (59, 32), (60, 44))
    sheet.box(DARK, 53, 32, 59, 35)
    for n in range(5):
        sheet.disc("#b8c4c6", 60 + n * 6, 27 - n * 3.4, 1.6 + n * 0.5)
    sheet.line("#dfe9e8", 0.7, (14, 81), (40, 84), (86, 81))
    return sheet


def tide_gate() -> Sheet:
    sheet = Sheet("#8a97a3", "#d6dad3")
    sheet.hills("#7c8d92", 47, 8, 0.1)
    sheet.water("#48666d", 47, "#7d989a")
    sheet.box(STONE, 0, 36, 100, 42)
    for n, drop in enumerate((80, 58, 76, 80)):
        left = 6 + n * 23
        sheet.box(STONE, left - 3, 26, left + 2, 92)
        sheet.box(TEAL, left + 2, 42, left + 20, drop)
        for y in range(46, drop - 2, 7):
            sheet.box("#235661", left + 2, y, left + 20, y + 1.2)
        sheet.box(DARK, left + 7, 30, left + 15, 36)
        sheet.line(DARK, 0.3, (left + 11, 36), (left + 11, 44))
    sheet.box(STONE, 95, 26, 100, 92)
    sheet.line(CREAM, 0.4, (0, 33), (100, 33))
    sheet.box("#6d675d", 0, 92, 100, 100)
    return sheet


def school() -> Sheet:
    sheet = Sheet("#a8cbd8", "#eef1e2")
    sheet.disc("#fff6dc", 16, 18, 4)
    sheet.hills("#8fae84", 72, 20, 0.9)
    sheet.box("#7c9a68", 0, 72, 100, 100)
    sheet.box(BRICK, 22, 44, 78, 76)
    sheet.shape(DARK, (20, 44), (28, 33), (72, 33), (80, 44))
    sheet.box(BRICK, 44, 22, 56, 44)
    sheet.shape(DARK, (42.5, 22), (50, 11), (57.5, 22))
    sheet.disc(CREAM, 50, 28, 2.6)
    sheet.line(DARK, 0.3, (50, 25.5), (50, 28), (51.6, 28.8))
    for row in (49, 61):
        for x in (26, 33, 61, 68):
            sheet.box(CREAM, x, row, x + 4.5, row + 8)
            sheet.box("#5f8799", x + 0.5, row + 0.8, x + 4, row + 7.2)
    sheet.box(TEAL, 46, 58, 54, 76)
    sheet.shape(SAND, (45, 76), (55, 76), (70, 100), (30, 100))
    for x, colour in ((24, RED), (29, OCHRE), (77, TEAL), (82, RED)):
        sheet.disc(SAND, x, 78, 1)
        sheet.shape(colour, (x, 79.5), (x + 1.8, 87), (x - 1.8, 87))
    return sheet


def market() -> Sheet:
    sheet = Sheet("#c9d3cf", "#f2ead8")
    sheet.shape(DARK, (2, 24), (50, 4), (98, 24))
    sheet.box("#5a6a70", 2, 24, 98, 28)
    for n in range(9):
        if n not in (2, 6):  # the panes that fell
            sheet.shape("#9fb6ba", (10 + n * 9, 22), (12 + n * 9, 18.5), (17 + n * 9, 18.5), (17 + n * 9, 22))
    for x in (4, 34, 64, 94):
        sheet.box("#5a6a70", x, 28, x + 2, 88)
    for n, cloth in enumerate((RED, TEAL, OCHRE)):
        left = 8 + n * 30
        for stripe in range(6):
            x = left + stripe * 4
            sheet.shape(cloth if stripe % 2 else CREAM, (x + 1, 44), (x + 5, 44), (x + 4, 54), (x, 54))
        sheet.box(BRICK, left, 68, left + 24, 80)
        for fish in range(5):
            tip = left + 3 + fish * 4.5
            head, tail = (tip - 1.6, 66.5), ((tip + 1.6, 66.5), (tip + 2.6, 65.4), (tip + 2.6, 67.6))
            sheet.shape("#8ea6ad", head, (tip, 65), *tail, (tip, 68))
    sheet.box("#a59c8c", 0, 84, 100, 100)
    sheet.shape("#bcd0d3", (20, 90), (46, 88), (60, 93), (34, 96))
    return sheet


def _fish(sheet: Sheet, x: float) -> None:
    outline = ((-1.6, 66.5), (0, 65), (1.6, 66.5), (2.6, 65.4), (2.6, 67.6), (0, 68))
    sheet.shape("#8ea6ad", *((x + across, y) for across, y in outline))


def marsh() -> Sheet:
    sheet = Sheet("#e6c48f", "#f6ead0")
    sheet.hills("#a7a67c", 50, 8, 1.7)
    sheet.box(OCHRE, 0, 50, 100, 100)
    for row in range(7):
        y = 54 + row * row * 1.1
        sheet.line("#bb8431", 0.4 + row * 0.1, (0, y), (100, y + 2))
    sheet.shape("#5f8ea0", (40, 100), (52, 72), (47, 58), (56, 50), (58, 50), (53, 58), (62, 72), (60, 100))
    sheet.shape(BRICK, (70, 60), (72, 34), (80, 34), (82, 60))
    sheet.shape(DARK, (71, 34), (76, 26), (81, 34))
    for turn in (0.4, 1.97, 3.54, 5.11):
        across, down = 13 * math.cos(turn), 19 * math.sin(turn)
        sheet.line(DARK, 0.5, (76, 33), (76 + across, 33 + down))
        sheet.line(CREAM, 1.4, (76 + across * 0.4, 33 + down * 0.4), (76 + across, 33 + down))
    sheet.box(DARK, 74.5, 50, 77.5, 60)
    return sheet


SCENES: dict[str, Callable[[], Sheet]] = {
    "harbour": harbour,
    "ferry": ferry,
    "tide-gate": tide_gate,
    "school": school,
    "market": market,
    "marsh": marsh,
}
