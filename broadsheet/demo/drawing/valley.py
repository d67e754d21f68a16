"""The valley of the Ossel, the hill road, and the marsh."""

from __future__ import annotations

import math

from broadsheet.demo.drawing.sheet import BRICK, CREAM, DARK, INK, LAMP, OCHRE, RED, Sheet

AUTUMN = ("#9db3b5", "#d9d7bf", "#f2dcab")
LEAVES = ("#b5762f", "#c98d3c", "#a8642b", "#8f7a35")


def marsh() -> Sheet:
    sheet = Sheet("#c79f6c", "#e9c88f", "#f6e6c0")
    for x in (160, 300, 440, 590):
        sheet.line("#e9e2d2", 6, (x, 470), (x, 330))
        for turn in range(3):
            angle = turn * 2.1 + x * 0.01
            sheet.line("#e9e2d2", 5, (x, 330), (x + 58 * math.cos(angle), 330 + 58 * math.sin(angle)))
    sheet.ridge("#a79a6c", 500, 60, 1.7)
    sheet.ramp(0, 490, 1600, 900, "#d0a04b", "#8f6a2c")
    for row in range(12):
        y = 506 + row * row * 2.9
        sheet.line("#7d5a2450", 3 + row * 0.5, (0, y), (1600, y + 14))
    sheet.shape(
        "#8fb0b4", (560, 900), (800, 690), (700, 590), (860, 500), (884, 500), (800, 590), (980, 690), (960, 900)
    )
    sheet.shape(
        "#f7e7c0a0", (640, 900), (836, 700), (740, 596), (868, 500), (872, 500), (770, 596), (890, 700), (760, 900)
    )
    sheet.shape(BRICK, (1120, 620), (1150, 320), (1280, 320), (1312, 620))
    sheet.shape("#00000028", (1230, 620), (1226, 320), (1280, 320), (1312, 620))
    sheet.shape(DARK, (1136, 320), (1215, 240), (1296, 320))
    for sail in (0.4, 1.97, 3.54, 5.11):
        across, down = math.cos(sail), math.sin(sail)
        sheet.line(DARK, 8, (1215, 310), (1215 + 230 * across, 310 + 230 * down))
        for part in range(5):
            from_left, from_top = 1215 + (90 + part * 32) * across, 310 + (90 + part * 32) * down
            sheet.line(CREAM, 9, (from_left, from_top), (from_left - 44 * down, from_top + 44 * across))
    sheet.box("#3a2a20", 1190, 520, 1244, 620)
    sheet.box(LAMP, 1196, 420, 1232, 460)
    return sheet


def orchard() -> Sheet:
    sheet = Sheet(*AUTUMN)
    sheet.ridge("#a9a98c", 440, 170, 0.3)
    sheet.ridge("#8f9a70", 500, 90, 2.4)
    sheet.ramp(0, 500, 1600, 900, "#93a063", "#5f7440")
    for row, (y, tall, step) in enumerate(((560, 170, 150), (660, 260, 230), (830, 400, 360))):
        for n in range(12):
            x = n * step - 60 + row * 40
            if x > 1700:
                continue
            sheet.tree(("#6f8040", "#7f8d45", "#8a8b3e"), x, y, tall)
            for apple in range(14):
                angle, far = apple * 2.4, (0.08 + apple % 5 * 0.045) * tall
                sheet.disc(
                    "#b8402f", x + far * math.cos(angle) * 1.3, y - tall * 0.68 + far * math.sin(angle), tall * 0.017
                )
    sheet.line("#8a6a42", 9, (560, 850), (640, 520))
    sheet.line("#8a6a42", 9, (640, 850), (664, 520))
    for n in range(7):
        sheet.line("#8a6a42", 7, (568 + n * 11, 816 - n * 42), (640 + n * 3, 816 - n * 42))
    sheet.person(INK, 630, 690, 190, arm=(60, -60))
    sheet.person("#35506b", 960, 860, 200, arm=(-50, 60))
    for x in (1010, 1090):
        sheet.shape("#8a6a42", (x, 830), (x + 70, 830), (x + 60, 884), (x + 10, 884))
        sheet.disc("#b8402f", x + 35, 830, 32, 13)
    return sheet


def hill_road() -> Sheet:
    sheet = Sheet("#94a8b2", "#c9cfc4", "#eadfc4")
    sheet.ridge("#9aa797", 560, 330, 3.6)
    sheet.ridge("#7c8d74", 700, 210, 0.7)
    sheet.shape(
        "#6f6a63",
        (430, 900),
        (1240, 900),
        (1080, 720),
        (620, 610),
        (560, 540),
        (820, 470),
        (900, 420),
        (880, 410),
        (760, 450),
        (440, 540),
        (470, 640),
        (760, 730),
    )
    for n, (x, y, across) in enumerate(
        (
            (860, 840, 70),
            (1040, 800, 46),
            (720, 700, 34),
            (900, 740, 30),
            (560, 620, 22),
            (640, 640, 18),
            (520, 570, 15),
            (640, 508, 11),
            (780, 470, 8),
        )
    ):
        sheet.disc("#3d3a37", x, y, across, across * 0.36)
        sheet.disc("#9fb3ba", x + 3, y + across * 0.08, across * 0.76, across * 0.22)
        if n == 1:
            sheet.box("#a8483a", x - 20, y - 12, x + 18, y + 8)
    sheet.shape("#b8483a", (480, 470), (610, 450), (622, 540), (486, 556))
    sheet.windows("#f4e4b4", 494, 482, 3, 1, (40, -5), (30, 26))
    for x, y in ((506, 556), (594, 546)):
        sheet.disc(INK, x, y, 14)
    for n in range(5):
        x = 1040 + n * 92
        sheet.house(
            ("#e3d8c0", "#9c6350", "#cdbb96", "#e3d8c0", "#8f7f6c")[n], DARK, x, 520 - n * 22, 78, 66, lit=n % 4
        )
    for x, tall in ((300, 170), (360, 110), (395, 96)):
        sheet.person(INK, x, 800, tall)
    sheet.tree(("#6d7d48", "#7f8b50"), 190, 830, 420)
    return sheet


def pear_tree() -> Sheet:
    sheet = Sheet("#b9c4c0", "#dcdccb", "#ece2c8")
    sheet.box("#a06a52", 0, 90, 470, 900)
    sheet.box("#8a5946", 0, 90, 470, 130)
    sheet.windows("#3f4c52", 80, 200, 3, 3, (126, 190), (70, 110))
    sheet.box("#d3c6a8", 1180, 40, 1600, 900)
    sheet.windows("#3f4c52", 1250, 150, 2, 3, (170, 210), (86, 120))
    sheet.box("#9b9384", 0, 770, 1600, 900)
    sheet.box("#bcae92", 470, 600, 1180, 790)
    for n in range(12):
        for row in range(4):
            sheet.box(
                "#a4957a", 474 + n * 60 + row % 2 * 30, 606 + row * 46, 526 + n * 60 + row % 2 * 30, 610 + row * 46
            )
    sheet.tree(("#6f8a4a", "#7f9850", "#5f7a41", "#8da35a"), 790, 830, 780)
    for n in range(46):
        angle, far = n * 2.399, 40 + (n * 37) % 210
        x, y = 790 + far * math.cos(angle) * 1.15, 300 + far * math.sin(angle)
        sheet.disc("#cdbb52", x, y + 8, 11, 13)
        sheet.disc("#cdbb52", x, y - 5, 6, 9)
    for n in range(6):
        sheet.line(
            "#b8483a", 5, (1010 + n * 30, 830 - n * 60), (1010 + n * 30, 770 - n * 60), (1040 + n * 30, 770 - n * 60)
        )
    sheet.person(INK, 600, 850, 220, arm=(90, -60))
    sheet.person("#35506b", 1070, 850, 230, arm=(-60, 70))
    return sheet


def cider_press() -> Sheet:
    sheet = Sheet("#2b241d", "#463828", "#5d4931")
    sheet.box("#f1dfae", 1260, 150, 1420, 380)
    sheet.box("#2b241d", 1336, 150, 1346, 380)
    sheet.shape("#f4e2b02c", (1260, 150), (1420, 380), (900, 900), (200, 900))
    sheet.shape("#7a5836", (120, 300), (1330, 356), (1330, 436), (120, 400))
    sheet.line("#5f4327", 4, (130, 340), (1320, 390))
    sheet.box("#3c2d1e", 170, 180, 250, 800)
    for y in range(420, 800, 26):
        sheet.shape("#8a5f35", (1090, y), (1190, y - 12), (1190, y + 4), (1090, y + 16))
    sheet.box("#a0744a", 1100, 300, 1180, 420)
    sheet.box("#6e6a62", 1000, 760, 1290, 880)
    sheet.line("#8a5f35", 20, (880, 660), (1420, 640))
    for x, arm in ((880, (40, 30)), (1400, (-50, 30)), (1000, (60, 20))):
        sheet.person("#151311", x, 860, 290, arm=arm)
    for layer in range(5):
        sheet.box(("#b98a3f", "#8f5a2c")[layer % 2], 420, 560 + layer * 40, 720, 598 + layer * 40)
    sheet.box("#4a3a28", 390, 760, 750, 800)
    sheet.shape("#d69a3a", (740, 790), (752, 790), (760, 850), (738, 850))
    sheet.shape("#5f4b38", (690, 850), (820, 850), (800, 900), (710, 900))
    sheet.person("#1c1814", 320, 860, 270, arm=(90, -10))
    return sheet


def bridge() -> Sheet:
    sheet = Sheet("#39464e", "#68757a", "#a3a595")
    sheet.ridge("#52605a", 480, 180, 2.9)
    sheet.ridge("#3f4d45", 540, 60, 0.8)
    sheet.water(540, "#8c8468", "#6f664c", "#3f3a2c", glint="#efe6cc")
    sheet.shape("#4f5f43", (0, 900), (0, 620), (260, 640), (420, 760), (380, 900))
    sheet.shape("#4f5f43", (1600, 900), (1600, 600), (1380, 630), (1240, 740), (1300, 900))
    for x in range(300, 1340, 170):
        sheet.box("#3a2c20", x, 560, x + 26, 720)
        sheet.disc("#e9e0c690", x + 13, 716, 46, 9)
    sheet.shape("#6a4d35", (180, 560), (1440, 540), (1440, 590), (180, 612))
    sheet.line("#6a4d35", 10, (180, 480), (1440, 460))
    for x in range(200, 1440, 80):
        sheet.line("#6a4d35", 8, (x, 482 - (x - 180) * 0.016), (x, 570 - (x - 180) * 0.016))
    for n, x in enumerate((640, 720, 880)):
        sheet.person(INK, x, 560, 140, arm=(44, -10))
        if n != 1:
            sheet.glow(x + 48, 446, 110)
    for n in range(7):
        x, y = 60 + n * 62, 660 + n * 41 % 60
        sheet.disc("#6b4a35" if n % 2 else "#d9d3c4", x, y, 38, 22)
        sheet.disc("#3f2d22", x + 36, y - 16, 12, 10)
        for leg in (-22, 20):
            sheet.box("#3f2d22", x + leg, y + 12, x + leg + 7, y + 42)
    sheet.rain()
    return sheet


def choir() -> Sheet:
    sheet = Sheet("#5b4a3c", "#7b6148", "#8a6d4c")
    sheet.box("#1d2a38", 1180, 130, 1500, 430)
    sheet.box("#b8483a", 1210, 290, 1480, 400)
    sheet.windows(LAMP, 1226, 306, 4, 1, (62, 0), (48, 40))
    sheet.box("#4a3a2c", 1334, 130, 1344, 430)
    sheet.glow(560, 90, 250)
    for row in range(3):
        for n in range(8):
            x, ground = 120 + n * 132 + row % 2 * 60, 620 + row * 110
            tall = 340 + (n * 29 + row * 17) % 50
            sheet.person(("#201c1a", "#2b2422", "#171412")[row], x, ground, tall)
            sheet.disc("#c98d6a", x + 6, ground - tall + tall * 0.1, 9, 12)
            sheet.shape(
                "#f1e7d2",
                (x - 34, ground - tall * 0.62),
                (x + 34, ground - tall * 0.62),
                (x + 30, ground - tall * 0.48),
                (x - 30, ground - tall * 0.48),
            )
    sheet.person("#121010", 1330, 890, 420, arm=(-150, -70))
    sheet.line("#f1e7d2", 4, (1180, 490), (1120, 440))
    return sheet


def postwoman() -> Sheet:
    sheet = Sheet("#93abb6", "#cfd8cf", "#efe4c6")
    sheet.ridge("#a7b3a5", 520, 300, 5.2)
    sheet.ridge("#84966f", 640, 140, 1.4)
    sheet.ridge("#6f8358", 760, 80, 3.3)
    sheet.shape(
        "#d8c8a0", (120, 900), (520, 900), (800, 700), (1010, 640), (1120, 560), (1090, 556), (960, 620), (700, 680)
    )
    sheet.shape(CREAM, (1120, 560), (1120, 470), (1160, 440), (1200, 470), (1300, 470), (1300, 560))
    sheet.shape(DARK, (1110, 474), (1160, 380), (1210, 474))
    sheet.shape(DARK, (1200, 474), (1216, 430), (1300, 430), (1312, 474))
    for x, y, size in ((260, 740, 60), (640, 670, 44), (880, 610, 32)):
        sheet.line("#5b4632", size * 0.14, (x, y + size * 2.2), (x, y))
        sheet.box(RED, x - size * 0.6, y - size * 0.6, x + size * 0.6, y + size * 0.3)
        sheet.box(INK, x - size * 0.4, y - size * 0.34, x + size * 0.4, y - size * 0.26)
    sheet.person("#27425a", 470, 860, 330, arm=(96, 110))
    sheet.shape("#8a5f35", (410, 640), (450, 620), (480, 760), (420, 770))
    sheet.shape(OCHRE, (560, 730), (720, 730), (706, 830), (576, 830))
    for x in (596, 690):
        sheet.ring(INK, 8, x, 846, 26)
    sheet.tree(LEAVES, 1430, 800, 420)
    sheet.disc("#5b4632", 980, 760, 30, 16)
    sheet.disc("#5b4632", 950, 744, 13, 11)
    return sheet


def bus_in_the_morning() -> Sheet:
    sheet = Sheet("#6f8496", "#b3b3ab", "#e9c99b")
    sheet.ridge("#8b8f88", 560, 240, 4.0)
    sheet.ridge("#6b7566", 640, 120, 0.2)
    sheet.ramp(0, 640, 1600, 900, "#6a6c5c", "#3f4438")
    sheet.shape("#55524c", (0, 760), (1600, 690), (1600, 860), (0, 900))
    sheet.shape("#b8483a", (420, 430), (1220, 404), (1240, 726), (410, 752))
    sheet.shape("#8f3529", (412, 650), (1236, 626), (1240, 726), (410, 752))
    for n in range(6):
        x = 460 + n * 122
        sheet.shape("#ffe2a0", (x, 468 - n * 4), (x + 96, 465 - n * 4), (x + 96, 570 - n * 4), (x, 573 - n * 4))
        sheet.disc("#3a2f2a", x + 48, 540 - n * 4, 22, 26)
    for x, y in ((560, 752), (1090, 732)):
        sheet.disc(INK, x, y, 56)
        sheet.disc("#7a7a74", x, y, 24)
    sheet.box(DARK, 540, 426, 700, 462)
    sheet.words(LAMP, 34, 620, 444, "7 Stennet", "mm")
    sheet.glow(1236, 660, 130, "#fff0c0")
    sheet.person(INK, 250, 860, 220)
    sheet.line("#3a3f44", 10, (160, 870), (160, 520))
    sheet.box("#d9cfae", 120, 500, 200, 560)
    return sheet
