"""The harbour, the bay, and what lies and swims in it."""

from __future__ import annotations

import math
import random

from broadsheet.demo.drawing.sheet import BRICK, CREAM, DARK, INK, LAMP, OCHRE, RED, STONE, TEAL, Sheet

DUSK = ("#6f8494", "#c9b9a2", "#f1cf9f")
DAWN = ("#4f6780", "#a99fa6", "#eec9a6")
SEA = ("#b99d80", "#5d7a80", "#243b47")


def harbour() -> Sheet:
    sheet = Sheet(*DUSK)
    sheet.glow(1180, 430, 240, "#fff0cf")
    sheet.ridge("#a9aaa0", 520, 130, 0.4)
    sheet.ridge("#7f8a86", 540, 70, 2.1)
    sheet.water(540, *SEA, glint="#ffe9c8")
    for n, wall in enumerate((CREAM, BRICK, OCHRE, CREAM, TEAL, BRICK, CREAM)):
        sheet.house(wall, DARK, 40 + n * 122, 552, 104, 96 + n * 53 % 60, lit=n * 5 % 11)
    sheet.shape(STONE, (0, 548), (930, 548), (985, 610), (0, 622))
    sheet.shape("#5f5b53", (0, 600), (985, 596), (985, 640), (0, 668))
    sheet.boat(RED, 250, 730, 230)
    sheet.boat(TEAL, 620, 800, 280)
    sheet.shape("#6a665d", (1290, 590), (1600, 545), (1600, 640), (1250, 640))
    sheet.shape(CREAM, (1432, 570), (1448, 330), (1496, 330), (1512, 565))
    sheet.shape(RED, (1441, 440), (1445, 390), (1499, 390), (1503, 440))
    sheet.box(DARK, 1440, 318, 1504, 332)
    sheet.glow(1472, 300, 120)
    sheet.shape(DARK, (1444, 290), (1472, 260), (1500, 290))
    for x, y in ((420, 220), (505, 260), (1010, 190)):
        sheet.gull(x, y, 26)
    return sheet


def ferry() -> Sheet:
    sheet = Sheet("#5d7186", "#a9b4b5", "#e3d8c3")
    sheet.ridge("#8d9aa0", 520, 150, 1.2)
    sheet.ridge("#6c7d85", 530, 60, 3.0)
    sheet.water(520, "#8a9ba0", "#4b6672", "#1f3644", glint="#eaf2f2")
    for n in range(7):
        sheet.disc(f"#39424a{90 - n * 11:02x}", 940 + n * 92, 236 - n * 26, 34 + n * 11, 24 + n * 7)
    sheet.shape("#27404d", (300, 600), (1330, 600), (1262, 742), (404, 742))
    sheet.shape(RED, (362, 682), (1292, 682), (1276, 708), (380, 708))
    sheet.box(CREAM, 410, 500, 1190, 602)
    sheet.box("#e0d5bf", 410, 584, 1190, 602)
    sheet.box(CREAM, 640, 404, 1060, 502)
    sheet.windows("#3c5866", 448, 532, 15, 1, (49, 0), (28, 30))
    sheet.windows(LAMP, 662, 428, 8, 1, (50, 0), (34, 36))
    sheet.shape(OCHRE, (760, 404), (774, 270), (868, 270), (882, 404))
    sheet.box(DARK, 772, 262, 870, 304)
    sheet.line(DARK, 5, (560, 500), (560, 250))
    for x in (536, 584):
        sheet.disc(DARK, x, 252, 11, 8)
    sheet.line(DARK, 4, (536, 252), (584, 252))
    sheet.shape("#f2f5f0b0", (230, 752), (404, 730), (1262, 730), (1420, 752), (1200, 776), (380, 776))
    for x, y in ((250, 300), (1330, 380), (1400, 350)):
        sheet.gull(x, y, 24)
    return sheet


def tide_gate() -> Sheet:
    sheet = Sheet("#788a94", "#bcbfb4", "#ead7b6")
    sheet.ridge("#98a09b", 470, 120, 5.1)
    sheet.water(470, "#c5b392", "#6f8285", "#22353c", glint="#fff1d6")
    for n, drop in enumerate((700, 470, 668, 700)):
        left = 120 + n * 360
        sheet.box("#4d6a66", left + 52, 372, left + 320, drop)
        for y in range(396, drop - 10, 46):
            sheet.box("#36514e", left + 52, y, left + 320, y + 9)
        sheet.box("#2a3f3e", left + 52, drop - 12, left + 320, drop)
        sheet.box("#4d6a6630", left + 52, max(drop, 520), left + 320, max(drop, 520) + 90)
        for x in (left + 84, left + 160, left + 236, left + 292):
            sheet.disc("#1f2c30", x, 378, 12, 20)
        sheet.line("#1f2c30", 4, (left + 186, 322), (left + 186, 380))
    for n in range(5):
        left = 78 + n * 360
        sheet.shape("#555d5c", (left, 900), (left + 6, 236), (left + 88, 236), (left + 94, 900))
        sheet.box("#3c4546", left - 8, 224, left + 102, 246)
        sheet.box(LAMP if n in (1, 3) else "#232d30", left + 34, 276, left + 58, 322)
        sheet.box("#00000022", left + 60, 246, left + 94, 900)
    sheet.box("#3c4546", 0, 344, 1600, 374)
    for x in range(10, 1600, 40):
        sheet.line("#3c4546", 3, (x, 344), (x, 312))
    sheet.line("#3c4546", 4, (0, 312), (1600, 312))
    for x in (560, 602, 660):
        sheet.person(INK, x, 344, 78)
    sheet.glow(680, 300, 70)
    return sheet


def storm() -> Sheet:
    sheet = Sheet("#232f38", "#48565c", "#7b837d")
    sheet.ridge("#39464c", 520, 90, 2.2)
    sheet.water(500, "#55666a", "#33464d", "#17242a", glint="#dfe8e6")
    for n in range(3):
        crest = [(x, 560 + n * 60 - 50 * abs(math.sin(x / (230 - n * 30) + n))) for x in range(0, 1060, 20)]
        sheet.shape(("#4c6065", "#3d5157", "#2c4047")[n], (0, 900), *crest, (1040, 900))
        sheet.line("#dfe8e6a0", 4, *crest)
    chance = random.Random(26)  # noqa: S311  (spray, and the same each time)
    for _ in range(420):
        up = 380 * chance.random() ** 1.7
        across = chance.gauss(0, 26 + up * 0.28)
        sheet.disc(
            f"#eef3f0{190 - round(up * 0.3):02x}",
            1000 + across - up * 0.2,
            620 - up,
            chance.uniform(3, 15 - up * 0.02),
        )
    sheet.shape("#4a4c49", (960, 900), (990, 560), (1600, 540), (1600, 900))
    for row in range(7):
        sheet.line("#33363580", 3, (985 - row * 3, 610 + row * 46), (1600, 592 + row * 46))
    sheet.line(INK, 9, (1300, 545), (1300, 300))
    sheet.glow(1300, 300, 170)
    sheet.person(INK, 1420, 545, 120, arm=(-40, 20))
    sheet.rain()
    return sheet


def lighthouse() -> Sheet:
    sheet = Sheet("#1d2a3a", "#35465a", "#77808a")
    for n in range(40):
        sheet.disc("#fff7e0a0", n * 397 % 1600, n * 149 % 420, 1.2 + n % 3 * 0.6)
    sheet.shape("#ffe9ad2c", (1010, 252), (0, 60), (0, 330))
    sheet.shape("#ffe9ad22", (1010, 252), (1600, 150), (1600, 350))
    sheet.water(560, "#5d6c78", "#33475a", "#141f2b", glint="#d7dfe4")
    sheet.shape(
        "#222d2b", (520, 900), (640, 690), (800, 600), (960, 566), (1200, 560), (1400, 600), (1600, 590), (1600, 900)
    )
    sheet.shape("#2f3d38", (560, 900), (700, 700), (860, 616), (1010, 584), (1250, 580), (1600, 640), (1600, 900))
    sheet.shape(CREAM, (958, 580), (980, 280), (1040, 280), (1064, 580))
    sheet.shape("#00000030", (1018, 580), (1016, 280), (1040, 280), (1064, 580))
    sheet.shape(RED, (970, 420), (974, 360), (1047, 360), (1052, 420))
    sheet.box(DARK, 966, 270, 1054, 284)
    sheet.box("#e8d6a0", 984, 232, 1036, 272)
    sheet.glow(1010, 252, 150, "#ffedb8")
    sheet.shape(DARK, (978, 234), (1010, 196), (1042, 234))
    sheet.house("#cfc4ae", "#2d3439", 1130, 590, 120, 62, lit=1)
    for n, x in enumerate((1290, 1340, 1385, 1425, 1330, 1470, 1380, 1510, 1550)):
        y = 610 + n * 29 % 70
        sheet.disc("#d9d3c4", x, y, 21, 13)
        sheet.disc("#1c2422", x - 20, y - 6, 7, 6)
    return sheet


def pilots() -> Sheet:
    sheet = Sheet("#1b2733", "#2f4254", "#566877")
    sheet.water(610, "#3f5364", "#263a4a", "#0f1a24", glint="#c9d6de")
    sheet.shape("#2b2f36", (760, 900), (720, 120), (1600, 60), (1600, 900))
    sheet.shape("#5e2f2b", (752, 760), (744, 640), (1600, 640), (1600, 780))
    for x in range(800, 1600, 190):
        sheet.line("#00000040", 3, (x, 110), (x, 900))
    sheet.box(LAMP, 1000, 250, 1062, 360)
    sheet.glow(1031, 300, 230)
    sheet.person(INK, 1030, 360, 84)
    for x in (1016, 1048):
        sheet.line("#d8c9a4", 4, (x, 360), (x, 690))
    for y in range(380, 690, 26):
        sheet.line("#d8c9a4", 4, (1016, y), (1048, y))
    sheet.person(INK, 1031, 600, 104, arm=(8, -40))
    sheet.shape(CREAM, (330, 700), (890, 690), (850, 770), (400, 776))
    sheet.shape("#2f6470", (348, 726), (880, 718), (850, 770), (400, 776))
    sheet.box("#d9ceb8", 500, 606, 690, 704)
    sheet.windows(LAMP, 520, 626, 3, 1, (56, 0), (40, 34))
    sheet.person(INK, 470, 704, 110)
    sheet.line(DARK, 5, (600, 606), (600, 470))
    sheet.disc("#f3f3ee", 600, 468, 8)
    sheet.disc("#b94437", 600, 488, 8)
    return sheet


def seals() -> Sheet:
    sheet = Sheet("#9fb1b8", "#cfd6d0", "#efe4cd")
    sheet.ridge("#b3bcb9", 420, 60, 1.9)
    sheet.water(420, "#b9c3be", "#7f989e", "#48646e", glint="#ffffff")
    sheet.shape("#cdb98f", (180, 760), (420, 650), (880, 620), (1300, 660), (1560, 740), (1300, 800), (600, 820))
    sheet.shape("#bca878", (300, 780), (700, 700), (1200, 700), (1500, 744), (1200, 800), (640, 818))
    for n in range(13):
        x, y, size = 360 + n * 84, 672 + n * 61 % 80, 50 + n * 7 % 16
        colour = ("#4f5357", "#6a6a66", "#3f464b")[n % 3]
        sheet.disc(colour, x, y, size, size * 0.34)
        sheet.disc(colour, x - size * 0.9, y - size * 0.28, size * 0.3)
        sheet.shape(colour, (x + size * 0.8, y), (x + size * 1.3, y - size * 0.26), (x + size * 1.2, y + size * 0.14))
    sheet.shape("#31566a", (1060, 478), (1330, 470), (1300, 520), (1100, 524))
    for x in (1130, 1196, 1250):
        sheet.person(INK, x, 480, 84, arm=(-30, 4))
    return sheet


def landing() -> Sheet:
    sheet = Sheet("#8fb0bb", "#cfdcd5", "#f2e9d2")
    sheet.ridge("#93a6a3", 470, 90, 0.2)
    sheet.water(470, "#9db7b6", "#5f8790", "#2d5361", glint="#ffffff")
    sheet.shape("#b9ae99", (0, 660), (1300, 620), (1380, 690), (0, 760))
    sheet.shape("#8b8070", (0, 756), (1380, 690), (1380, 740), (0, 830))
    for x in range(60, 1340, 110):
        sheet.box("#2f7a5c", x, 556 - x * 0.02, x + 10, 668 - x * 0.02)
    sheet.line("#2f7a5c", 9, (60, 560), (1300, 534))
    sheet.line("#2f7a5c", 7, (60, 610), (1300, 584))
    sheet.house("#2f7a5c", "#3b4a4a", 960, 630, 220, 170, lit=0)
    sheet.box(CREAM, 1010, 500, 1130, 560)
    for x, tall, arm in ((220, 170, (60, 10)), (430, 176, (50, 40)), (700, 166, (-56, 20)), (860, 172, (62, -30))):
        sheet.person("#33495a", x, 690, tall, arm=arm)
        sheet.box("#d4d0c2", x + 70, 660, x + 104, 694)
        sheet.box("#2f7a5c", x + 70, 660, x + 104, 670)
    sheet.boat(RED, 1380, 590, 150)
    return sheet


def island_landing() -> Sheet:
    sheet = Sheet(*DAWN)
    sheet.ridge("#6c7484", 560, 110, 2.7)
    sheet.glow(1350, 430, 90, "#ffe6b0")
    sheet.line("#4a5260", 9, (1350, 440), (1350, 540))
    sheet.water(560, "#b59c93", "#5c6a7c", "#1f2c3c", glint="#ffe6c8")
    sheet.shape("#3a3f45", (0, 770), (1180, 720), (1260, 770), (0, 860))
    for x in range(80, 1220, 150):
        sheet.box("#2c3035", x, 780 - x * 0.03, x + 20, 900)
    for n in range(11):
        x, tall = 190 + n * 86, (150, 122, 164, 110, 138, 158, 116, 146, 128, 168, 112)[n]
        ground = 772 - x * 0.042
        sheet.person(INK, x, ground, tall)
        broad = tall * 0.13
        sheet.shape(
            "#e3762f",
            (x - broad, ground - tall * 0.76),
            (x + broad, ground - tall * 0.76),
            (x + broad * 0.95, ground - tall * 0.4),
            (x - broad * 0.95, ground - tall * 0.4),
        )
        sheet.box("#f4e3b4", x - broad, ground - tall * 0.6, x + broad, ground - tall * 0.56)
    sheet.person(INK, 1150, 722, 190)
    return sheet


def rowing() -> Sheet:
    sheet = Sheet("#9fb0ad", "#d3d8c9", "#f0e6c9")
    sheet.ridge("#aebab2", 400, 110, 4.2)
    sheet.ridge("#8fa096", 430, 50, 1.0)
    sheet.water(440, "#cfd3c0", "#8fa6a2", "#3d5d62", glint="#ffffff")
    sheet.ramp(0, 430, 1600, 470, "#f0e6c9", "#d8d9c6")
    sheet.shape("#7a4a35", (180, 610), (1440, 596), (1500, 578), (1400, 648), (280, 656))
    for n in range(8):
        x = 330 + n * 128
        sheet.person(("#a8483a", "#24323a")[n % 2], x, 618, 150, arm=(66, 46))
        sheet.line("#e9ddc0", 6, (x + 60, 560), (x - 120, 716))
        if n != 5:
            sheet.shape("#a8483a", (x - 108, 698), (x - 160, 742), (x - 142, 754), (x - 96, 712))
        sheet.line("#ffffff70", 3, (x - 190, 756), (x - 90, 756))
    sheet.person("#2f6470", 1400, 606, 110, arm=(-30, -20))
    return sheet
