"""Streets, rooms and people of the town."""

from __future__ import annotations

import math

from broadsheet.demo.drawing.sheet import BRICK, CREAM, DARK, INK, OCHRE, RED, SAND, TEAL, Sheet

NIGHT = ("#131c29", "#24354a", "#465a6c")
ROOM = ("#3a3431", "#57493e")


def school() -> Sheet:
    sheet = Sheet("#8fb3c2", "#cfded6", "#f1ead2")
    sheet.ridge("#9fb296", 640, 180, 0.9)
    sheet.ridge("#7d9673", 690, 60, 2.2)
    sheet.box(BRICK, 360, 400, 1240, 700)
    sheet.shape(DARK, (330, 400), (450, 300), (1150, 300), (1270, 400))
    sheet.box(BRICK, 710, 190, 890, 400)
    sheet.box("#00000022", 850, 190, 890, 400)
    sheet.shape(DARK, (690, 190), (800, 90), (910, 190))
    sheet.disc(CREAM, 800, 262, 46)
    sheet.ring(DARK, 5, 800, 262, 46)
    sheet.line(DARK, 5, (800, 232), (800, 262), (824, 274))
    for row in (440, 560):
        for x in (410, 520, 620, 930, 1040, 1140):
            sheet.box(CREAM, x, row, x + 64, row + 84)
            sheet.box("#50707f", x + 6, row + 6, x + 58, row + 78)
            sheet.line(CREAM, 4, (x + 32, row), (x + 32, row + 84))
    sheet.box(TEAL, 750, 540, 850, 700)
    sheet.shape(SAND, (740, 700), (860, 700), (1120, 900), (480, 900))
    for x, colour in ((430, RED), (520, OCHRE), (1170, TEAL), (1260, RED), (980, "#35506b"), (650, "#5b6f3f")):
        sheet.person(colour, x, 780 + x % 60, 110 + x % 30)
    sheet.tree(("#6d8a52", "#7f9a5c"), 190, 760, 340)
    sheet.tree(("#b8843b", "#c9984a"), 1450, 770, 380)
    return sheet


def market() -> Sheet:
    sheet = Sheet("#b6c2bf", "#e6ddc9")
    sheet.shape("#33414a", (20, 240), (800, 30), (1580, 240))
    for n in range(13):
        left = 150 + n * 102
        top = 240 - (1 - abs(left + 40 - 800) / 800) * 190
        sheet.shape(
            "#a9c0c2" if n not in (3, 8) else "#e9f3f2",
            (left, 232),
            (left + 8, top + 34),
            (left + 84, top + 34),
            (left + 88, 232),
        )
    sheet.shape("#ffffff50", (470, 232), (545, 232), (640, 900), (390, 900))
    sheet.box("#4d5c64", 20, 236, 1580, 262)
    for x in (60, 540, 1020, 1510):
        sheet.box("#4d5c64", x, 262, x + 28, 800)
    for n, cloth in enumerate((RED, TEAL, OCHRE)):
        left = 130 + n * 480
        for stripe in range(7):
            x = left + stripe * 54
            sheet.shape(cloth if stripe % 2 else CREAM, (x + 14, 400), (x + 68, 400), (x + 54, 490), (x, 490))
        sheet.person(INK, left + 190, 700, 240, arm=(50, 60))
        sheet.box("#7c5c48", left, 630, left + 380, 750)
        sheet.box("#dfe9ea", left, 612, left + 380, 636)
        for n_fish in range(9):
            _fish(sheet, left + 34 + n_fish * 40, 612)
    sheet.box("#a49a89", 0, 800, 1600, 900)
    sheet.shape("#bccfd2", (380, 850), (760, 826), (960, 866), (520, 886))
    sheet.person("#3d4c58", 900, 860, 250)
    sheet.person("#5f4a3e", 460, 880, 260)
    return sheet


def _fish(sheet: Sheet, x: float, y: float) -> None:
    sheet.disc("#7f98a2", x, y, 17, 8)
    sheet.shape("#7f98a2", (x + 12, y), (x + 27, y - 9), (x + 27, y + 9))


def library() -> Sheet:
    sheet = Sheet("#6b5846", "#8a7053")
    for n in range(3):
        left = 190 + n * 440
        sheet.disc("#f3dfae", left + 150, 250, 150)
        sheet.box("#f3dfae", left, 250, left + 300, 560)
        for x in (left + 96, left + 200):
            sheet.box("#5a4938", x, 110, x + 8, 560)
        sheet.box("#5a4938", left, 330, left + 300, 338)
        sheet.shape("#ffe9b528", (left, 560), (left + 300, 560), (left + 190, 900), (left - 180, 900))
    for left in (0, 510, 950, 1390):
        sheet.box("#463627", left, 150, left + (110 if left else 170) + 20, 640)
        for row in range(6):
            for n in range(9):
                x = left + 10 + n * 13
                colour = ("#8a3b32", "#3c5c66", "#b38b4d", "#5e6b45", "#6d4b5e")[(n * 7 + row * 3) % 5]
                sheet.box(colour, x, 172 + row * 78 + n * 5 % 14, x + 11, 232 + row * 78)
    sheet.box("#3a2d22", 180, 690, 1400, 726)
    for x in (230, 1340):
        sheet.box("#3a2d22", x, 726, x + 24, 880)
    for n, x in enumerate((300, 470, 640, 860, 1050, 1240)):
        sheet.bust(INK, x, 560, 105 + n % 3 * 10, facing=1 if n % 2 else -1)
        sheet.shape("#efe4c8", (x - 50, 694), (x + 50, 694), (x + 36, 668), (x - 36, 668))
    for x in (550, 950):
        sheet.line(DARK, 6, (x, 690), (x, 600))
        sheet.shape("#3f6b55", (x - 46, 606), (x + 46, 606), (x + 26, 570), (x - 26, 570))
        sheet.glow(x, 612, 90)
    sheet.disc("#2a221b", 1470, 846, 86, 30)
    sheet.disc("#2a221b", 1388, 834, 28, 22)
    return sheet


def council() -> Sheet:
    sheet = Sheet("#4a3f37", "#6b5846", "#7d664c")
    for n in range(4):
        left = 150 + n * 370
        sheet.box("#d9c08c" if n != 1 else "#b9a273", left, 90, left + 190, 380)
        sheet.box("#4a3f37", left + 90, 90, left + 98, 380)
        sheet.box("#4a3f37", left, 220, left + 190, 228)
    sheet.disc("#3a3029", 800, 1010, 900, 560)
    for row in range(3):
        for n in range(7):
            angle = math.pi * (0.16 + 0.68 * n / 6)
            across, down = 760 - row * 170, 430 - row * 96
            x, y = 800 - across * math.cos(angle), 960 - down * math.sin(angle)
            raised = (n * 5 + row * 3) % 19 < 11
            sheet.person(INK, x, y + 40, 150 + row * 14, arm=(16, -84) if raised else None)
            sheet.box("#5f4632", x - 62, y - 20, x + 62, y + 40)
            sheet.box("#efe4c8", x - 26, y - 24, x + 22, y - 16)
    sheet.box("#2f2620", 640, 800, 960, 900)
    sheet.bust("#15191c", 800, 770, 96)
    sheet.box("#efe4c8", 720, 796, 880, 806)
    sheet.glow(800, 120, 150)
    return sheet


def bakery() -> Sheet:
    sheet = Sheet(*NIGHT)
    for n, left in enumerate((0, 330, 1010, 1330)):
        sheet.box(("#28323b", "#323c44", "#2d373f", "#26303a")[n], left, 120 + n % 2 * 50, left + 340, 760)
        sheet.shape(
            "#1a232b", (left - 8, 124 + n % 2 * 50), (left + 170, 10 + n % 2 * 50), (left + 348, 124 + n % 2 * 50)
        )
        sheet.windows("#1b252e", left + 60, 210 + n % 2 * 50, 2, 2, (150, 150), (70, 96))
    sheet.box("#3d3a37", 640, 90, 1040, 760)
    sheet.shape("#1f262c", (626, 96), (840, -40), (1054, 96))
    sheet.windows("#232b31", 700, 180, 3, 2, (100, 140), (64, 90))
    sheet.box("#5a4a3a", 0, 740, 1600, 900)
    sheet.ramp(680, 540, 1000, 800, "#ffcf7a", "#f09a3e")
    sheet.glow(840, 660, 330, "#ffc774")
    sheet.box("#3a2a1e", 832, 540, 842, 800)
    sheet.person("#2c1d14", 770, 800, 230, arm=(110, 20))
    sheet.box("#2c1d14", 870, 640, 1000, 800)
    sheet.disc("#ffb84f", 936, 716, 40, 28)
    for n in range(6):
        sheet.disc("#c98b45", 700 + n * 24, 772 - n % 2 * 12, 20, 12)
    sheet.shape("#ffcf7a30", (660, 800), (1020, 800), (1240, 900), (430, 900))
    for n in range(6):
        sheet.disc("#8a97a238", 960 + n * 30, 60 - n * 16, 26 + n * 9)
    return sheet


def fish_dock() -> Sheet:
    sheet = Sheet("#2c3a42", "#3f5058", "#5e6a68")
    sheet.disc("#e9e2cd", 1180, 250, 180)
    sheet.ring(DARK, 12, 1180, 250, 180)
    for n in range(12):
        x, y = 1180 + 150 * math.sin(n * math.pi / 6), 250 - 150 * math.cos(n * math.pi / 6)
        sheet.disc(DARK, x, y, 6)
    sheet.line(RED, 12, (1180, 250), (1268, 356))
    sheet.disc(DARK, 1180, 250, 14)
    for row in range(5):
        top = 400 + row * 86
        sheet.box(("#3a332c", "#443b32")[row % 2], 0, top, 700 + row * 60, top + 90)
        for n in range(6):
            x = 50 + n * 112 + row * 22
            sheet.person(("#161d21", "#1f282c", "#12181b")[(n + row) % 3], x, top + 60, 180)
    sheet.ramp(760, 640, 1600, 900, "#6b7674", "#4c5654")
    for row in range(3):
        for n in range(5):
            x, y = 870 + n * 145 - row * 30, 640 + row * 88
            sheet.shape(
                "#b8623f" if (n + row) % 3 else "#4a7686", (x, y), (x + 120, y), (x + 128, y + 60), (x - 8, y + 60)
            )
            sheet.box("#dfe8ea", x + 4, y - 6, x + 116, y + 10)
            for fish in range(3):
                _fish(sheet, x + 24 + fish * 34, y)
    sheet.box("#d8cfae50", 1430, 400, 1600, 620)
    sheet.person(INK, 1510, 620, 170)
    return sheet


def hotel() -> Sheet:
    sheet = Sheet(*NIGHT)
    sheet.box("#3a4048", 380, 130, 1260, 720)
    sheet.box("#2a3037", 360, 104, 1280, 140)
    for row in range(4):
        for n in range(8):
            x, y = 436 + n * 102, 186 + row * 118
            lit = (n, row) == (5, 2)
            sheet.box("#ffd98a" if lit else "#20272e", x, y, x + 58, y + 78)
            if lit:
                sheet.glow(x + 29, y + 40, 150)
                sheet.person("#3a2a1e", x + 29, y + 78, 62)
    sheet.words("#e7d7ae", 46, 820, 162, "HOTEL MOLE", "mm")
    sheet.box("#1c2228", 770, 650, 870, 720)
    sheet.box("#e7c98a80", 780, 660, 860, 720)
    sheet.ramp(0, 720, 1600, 900, "#2a333c", "#11181f")
    for n in range(16):
        sheet.line("#ffd98a30", 5, (950 + n % 4 * 22, 730 + n * 10), (1030 - n % 5 * 13, 730 + n * 10))
    sheet.shape("#171d22", (1330, 720), (1420, 560), (1500, 600), (1600, 540), (1600, 720))
    sheet.line(INK, 8, (250, 720), (250, 470))
    sheet.glow(250, 466, 130)
    sheet.person("#10161b", 180, 740, 150)
    sheet.box("#10161b", 196, 690, 232, 736)
    sheet.rain("#ffffff1c")
    return sheet


def tram_shed() -> Sheet:
    sheet = Sheet("#57544c", "#6f6a5e")
    sheet.shape("#d8dccf", (560, 330), (800, 250), (1040, 330), (1040, 620), (560, 620))
    for n in range(7):
        spread = 1 - n * 0.13
        left, right, top = 800 - 800 * spread, 800 + 800 * spread, 300 - 330 * spread
        sheet.line(
            "#3b3a36",
            16 * spread,
            (left, 640 + 220 * (spread - 0.2)),
            (left, top + 170),
            (800, top),
            (right, top + 170),
            (right, 640 + 220 * (spread - 0.2)),
        )
    sheet.shape("#7f786a", (560, 620), (1040, 620), (1600, 900), (0, 900))
    for end, start in ((230, 700), (520, 760), (1080, 840), (1370, 900)):
        sheet.line("#3f3d39", 9, (start, 620), (end, 900))
    for n in range(4):
        x, y, size = 640 + n * 90 - (n % 2) * 60, 690 + n * 46, 34 + n * 14
        sheet.disc("#3f78a8", x, y, size, size * 0.28)
        sheet.shape(
            "#3f78a8", (x + size * 0.8, y), (x + size * 1.4, y - size * 0.3), (x + size * 1.4, y + size * 0.3)
        )
    sheet.shape("#c7973f", (1170, 250), (1230, 250), (1252, 330), (1148, 330))
    sheet.disc("#8a6526", 1200, 338, 14)
    sheet.line(INK, 7, (1130, 236), (1270, 236))
    for x, ground, tall in ((300, 850, 260), (420, 800, 210), (1290, 830, 240), (680, 640, 90), (900, 646, 94)):
        sheet.person(INK, x, ground, tall)
    sheet.shape("#9c6350", (1050, 730), (1230, 730), (1250, 810), (1030, 810))
    return sheet


def night_street() -> Sheet:
    sheet = Sheet("#0f1826", "#1f3044", "#3c5064")
    sheet.glow(1300, 150, 150, "#f4ecd0")
    sheet.disc("#f4ecd0", 1300, 150, 44)
    sheet.ridge("#1b2935", 560, 170, 1.1)
    for n in range(13):
        left, tall = n * 128 - 20, 170 + n * 67 % 130
        sheet.house(
            ("#27343e", "#2d3a44", "#222f39")[n % 3],
            "#151e26",
            left,
            700,
            116,
            tall,
            lit=(0, 0, 2, 0, 1, 0, 8, 0, 0, 4)[n % 10],
        )
    sheet.ramp(0, 700, 1600, 900, "#2a343b", "#151c22")
    for x in (220, 760, 1330):
        sheet.line("#0e1418", 8, (x, 720), (x, 450))
        sheet.glow(x, 446, 150)
        sheet.disc("#ffd98a22", x, 780, 190, 26)
    sheet.shape("#b8483a", (880, 640), (1250, 640), (1262, 780), (870, 780))
    sheet.windows("#ffe2a0", 900, 660, 6, 1, (58, 0), (46, 46))
    for x in (950, 1180):
        sheet.disc("#0e1418", x, 784, 28)
    sheet.person("#0e1418", 520, 800, 150, arm=(34, 60))
    sheet.disc("#0e1418", 620, 806, 18, 10)
    return sheet


def clock() -> Sheet:
    sheet = Sheet("#4d4238", "#6a5946")
    sheet.disc("#f0e2bd", 800, 430, 360)
    sheet.ring("#2b251f", 22, 800, 430, 366)
    for n in range(12):
        x, y = 800 + 312 * math.sin(n * math.pi / 6), 430 - 312 * math.cos(n * math.pi / 6)
        inner = 800 + 270 * math.sin(n * math.pi / 6), 430 - 270 * math.cos(n * math.pi / 6)
        sheet.line("#2b251f", 14, (x, y), inner)
    sheet.line("#2b251f", 14, (800, 430), (800, 186))
    sheet.line("#2b251f", 18, (800, 430), (656, 520))
    for radius, x, y in ((96, 800, 430), (62, 936, 520), (44, 1016, 590)):
        for n in range(16):
            angle = n * math.pi / 8
            sheet.disc("#7a5a2c", x + radius * math.cos(angle), y + radius * math.sin(angle), radius * 0.13)
        sheet.ring("#7a5a2c", radius * 0.28, x, y, radius)
    sheet.box("#3a3129", 0, 800, 1600, 900)
    sheet.person(INK, 420, 812, 330, arm=(150, -70))
    sheet.person("#232021", 1230, 812, 300, arm=(-190, 0))
    sheet.line("#c9a25a", 8, (800, 526), (800, 800))
    sheet.disc("#c9a25a", 800, 800, 46)
    for n in range(5):
        sheet.disc("#b9bdb8", 1330 + n * 40, 800 - n % 2 * 8, 14, 6)
    return sheet


def piano() -> Sheet:
    sheet = Sheet("#a9b3a4", "#c9c9b2", "#d8d0b4")
    sheet.box("#e9edde", 640, 120, 960, 470)
    sheet.box("#8a9a8c", 796, 120, 806, 470)
    sheet.box("#8a9a8c", 640, 290, 960, 300)
    sheet.shape("#f5ecc860", (640, 470), (960, 470), (1180, 900), (700, 900))
    sheet.box("#8b7355", 0, 730, 1600, 900)
    for n in range(9):
        sheet.line("#74603f", 3, (n * 200, 730), (n * 260 - 260, 900))
    sheet.box("#2b2422", 1060, 430, 1470, 800)
    sheet.box("#1d1817", 1040, 410, 1490, 440)
    sheet.box("#1d1817", 1030, 590, 1490, 626)
    for n in range(24):
        sheet.box("#f1ecdd" if n % 2 else "#d9d3c2", 1044 + n * 18, 592, 1061 + n * 18, 612)
    for n in range(3):
        left, top = 40 + n * 185, 540 + n * 20
        sheet.box("#5f4b38", left, top - 60, left + 14, top + 210)
        sheet.box("#e8e6da", left + 14, top + 60, left + 170, top + 130)
        sheet.box(("#a8483a", "#2f6470", "#cf9a45")[n], left + 60, top + 50, left + 170, top + 140)
        sheet.box("#5f4b38", left + 160, top + 20, left + 174, top + 210)
        sheet.shape(
            "#c7973f", (left + 2, top - 84), (left + 30, top - 84), (left + 38, top - 60), (left - 6, top - 60)
        )
    sheet.person(INK, 980, 800, 190, arm=(70, 36))
    return sheet


def portrait_engineer() -> Sheet:
    sheet = Sheet("#d9cfb4", "#e9dfc6")
    for n in range(7):
        sheet.line("#9fb0ac", 2, (60, 90 + n * 110), (760, 90 + n * 110))
        sheet.line("#9fb0ac", 2, (60 + n * 110, 60), (60 + n * 110, 800))
    for x in (140, 330, 520):
        sheet.box("#5d736f", x, 240, x + 130, 520)
        sheet.ring("#5d736f", 5, x + 65, 220, 22)
    sheet.line("#8a3b32", 4, (120, 560), (690, 560))
    sheet.line("#8a3b32", 4, (120, 545), (120, 575))
    sheet.line("#8a3b32", 4, (690, 545), (690, 575))
    sheet.words("#8a3b32", 34, 405, 610, "every 8 weeks, no exceptions", "mm")
    sheet.bust("#2b3a40", 1090, 560, 400, facing=-1)
    sheet.shape("#d6a935", (900, 740), (1040, 660), (1220, 650), (1460, 760), (1500, 900), (760, 900))
    sheet.disc("#2b3a40", 1262, 270, 76)
    sheet.line("#c9c2ae", 6, (930, 380), (1010, 372))
    sheet.ring("#c9c2ae", 6, 968, 386, 30)
    sheet.box("#7c5c48", 0, 800, 1600, 900)
    for x in (180, 330, 480):
        sheet.disc("#efe8d3", x, 800, 34)
        sheet.disc("#c7bd9f", x, 800, 20)
    return sheet


def portrait_captain() -> Sheet:
    sheet = Sheet("#7f97a4", "#b9c5c2", "#dcd8c4")
    sheet.water(600, "#8ba1a4", "#4a6672", "#223b48")
    sheet.bust(INK, 640, 560, 410)
    sheet.shape("#16202a", (490, 330), (500, 210), (700, 190), (780, 280), (770, 330))
    sheet.shape("#0f161d", (700, 320), (850, 342), (846, 360), (690, 348))
    sheet.shape("#39424a", (520, 500), (600, 620), (740, 640), (720, 520), (650, 590))
    sheet.line("#8a6526", 14, (1250, 900), (1250, 200))
    for n in range(4):
        angle = n * math.pi / 2 + 0.4
        x, y = 1250 + 150 * math.cos(angle), 210 + 46 * math.sin(angle)
        sheet.line("#b88a3a", 9, (1250, 210), (x, y))
        sheet.disc("#b88a3a", x, y, 30, 24)
        sheet.disc("#7a5a20", x + 6, y, 18, 16)
    for x, y in ((1040, 300), (980, 360), (1440, 330)):
        sheet.gull(x, y, 26)
    return sheet


def portrait_netmender() -> Sheet:
    sheet = Sheet("#c2b79c", "#d9cfb2", "#b59e78")
    sheet.bust("#33302e", 960, 470, 330, facing=-1)
    sheet.shape(
        "#8a3b32", (830, 420), (850, 230), (980, 180), (1090, 260), (1120, 480), (1010, 440), (1000, 320), (880, 330)
    )
    for n in range(20):
        sheet.line("#5b6b55", 3, (n * 62 - 300, 900), (n * 62 + 160, 360))
        sheet.line("#5b6b55", 3, (n * 62 - 120, 360), (n * 62 + 260, 900))
    sheet.line("#3d4a3a", 9, (0, 360), (860, 360))
    sheet.shape("#c79a72", (700, 600), (820, 540), (860, 570), (760, 660))
    sheet.shape("#e3d3a8", (560, 640), (720, 596), (728, 614), (572, 664))
    for n in range(9):
        sheet.disc("#b8623f", 40 + n * 100, 360, 20, 13)
    return sheet
