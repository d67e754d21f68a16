"""A map and a section: drawings that explain."""

from __future__ import annotations

from broadsheet.demo.drawing.sheet import DARK, INK, RED, Point, Sheet

WATER, LAND, SOFT = "#cfdedd", "#ebe4cd", "#b9b08f"
COAST: tuple[Point, ...] = (
    (0, 250),
    (180, 270),
    (330, 230),
    (470, 300),
    (560, 420),
    (680, 470),
    (820, 450),
    (900, 480),
    (980, 440),
    (1090, 470),
    (1200, 560),
    (1260, 680),
    (1380, 720),
    (1480, 690),
    (1600, 730),
    (1600, 0),
    (0, 0),
)
RIVER: tuple[Point, ...] = ((870, 470), (880, 380), (960, 320), (940, 240), (1040, 170), (1020, 90), (1100, 0))


def bay_map() -> Sheet:
    sheet = Sheet(WATER, "#bcd0d1")
    for n in range(5):
        sheet.line("#a9c2c4", 2, *((x, y + 26 + n * 24) for x, y in COAST[:-2]))
    sheet.shape(LAND, *COAST)
    sheet.line("#6f6a55", 4, *COAST[:-2])
    sheet.line("#9dbcc0", 12, *RIVER)
    sheet.shape(LAND, (300, 660), (380, 620), (470, 640), (500, 700), (440, 750), (330, 740))
    sheet.line("#6f6a55", 4, (300, 660), (380, 620), (470, 640), (500, 700), (440, 750), (330, 740), (300, 660))
    sheet.disc("#e0d3a0", 690, 640, 80, 22)
    for n in range(11):
        t = n / 11
        sheet.line(INK, 4, (840 - 350 * t, 490 + 170 * t), (825 - 350 * t, 497 + 170 * t))
    sheet.line("#8a6a42", 5, (862, 436), (850, 380), (850, 330), (800, 270), (880, 200), (990, 120), (1080, 40))
    for x in (852, 864, 876, 888):
        sheet.box(RED, x, 470, x + 8, 486)
    for x, y, name, anchor in (
        (836, 424, "Mirna Bay", "rm"),
        (400, 690, "Sarn", "mm"),
        (1230, 640, "Grey Ness", "lm"),
        (990, 110, "Stennet", "rm"),
        (1130, 36, "Upper Stennet", "lm"),
        (1010, 330, "Ossel", "lm"),
        (1330, 560, "Fen End", "lm"),
        (790, 640, "Cold Finger", "lm"),
        (775, 300, "Hill road", "rm"),
        (905, 508, "Tide gates", "lm"),
    ):
        sheet.words(INK, 30, x, y, name, anchor)
    for x, y in ((860, 440), (1000, 110), (1110, 36), (1310, 560), (1210, 640)):
        sheet.disc(INK, x, y, 7)
    sheet.line(INK, 5, (1400, 830), (1560, 830))
    for x in (1400, 1480, 1560):
        sheet.line(INK, 5, (x, 818), (x, 842))
    sheet.words(INK, 26, 1480, 800, "5 km", "mm")
    sheet.shape(INK, (110, 760), (130, 680), (150, 760), (130, 744))
    sheet.words(INK, 30, 130, 800, "N", "mm")
    return sheet


def gate_diagram() -> Sheet:
    sheet = Sheet("#efe8d4", "#e6dcc0")
    sheet.ramp(90, 330, 760, 760, "#9fbcc2", "#55798a")
    sheet.ramp(840, 560, 1510, 760, "#b3c9c9", "#7a97a0")
    sheet.box(SOFT, 90, 760, 1510, 830)
    sheet.shape("#7a5836", (730, 760), (900, 760), (880, 720), (750, 720))
    sheet.box("#77736a", 640, 150, 1000, 196)
    sheet.box("#77736a", 960, 196, 1010, 760)
    sheet.shape("#4d6a66", (770, 240), (806, 240), (826, 722), (790, 722))
    sheet.shape("#4d6a6640", (800, 240), (806, 214), (1300, 226), (1300, 262))
    for n in range(6):
        sheet.line("#4d6a66", 3, (830 + n * 80, 232), (860 + n * 80, 232))
    sheet.disc(RED, 788, 226, 26)
    sheet.disc("#efe8d4", 788, 226, 10)
    sheet.line(DARK, 5, (812, 700), (980, 120))
    sheet.box(DARK, 940, 90, 1010, 150)
    for y in range(380, 740, 60):
        sheet.line(INK, 5, (560, y), (740, y))
        sheet.shape(INK, (740, y - 11), (766, y), (740, y + 11))
    for x, y, text, anchor, to in (
        (520, 110, "Hinge: greased every 8 weeks", "rm", (770, 214)),
        (1060, 120, "Motor and chain", "lm", (1012, 120)),
        (1200, 320, "The gate when open", "lm", (1180, 250)),
        (1060, 690, "Oak sill", "lm", (890, 740)),
    ):
        sheet.words(INK, 30, x, y, text, anchor)
        start = (x - 8 if anchor == "lm" else x + 8, y)
        sheet.line(INK, 3, start, to)
    sheet.words("#14313b", 34, 120, 366, "Sea")
    sheet.words("#14313b", 34, 1480, 596, "Basin", "rm")
    sheet.words(INK, 28, 330, 470, "The sea presses", "mm")
    sheet.words(INK, 28, 330, 506, "the gate on to the sill", "mm")
    return sheet
