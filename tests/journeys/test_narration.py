"""Narration at the desk in a browser: turned on by ear, a name mended by ear, a recording, and somebody's reading."""

from __future__ import annotations

import math
import re
import struct
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import new_section, number_in, publish, sign_in, type_title

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

WORDS = "Dr. Agnew met Wyvill at 9 a.m."
SLOW = 60_000  # milliseconds: eSpeak NG is quick, a busy machine is not


def is_said(answer: Response) -> bool:
    return answer.url.endswith("/narration/say/")


def heard(page: Page, button: str, *, exact: bool = True) -> str:
    """What was said, once its sound has begun in the browser."""
    with page.expect_response(re.compile(r"/narration/sound/\w+\.flac$"), timeout=SLOW) as sound:  # noqa: SIM117 - one inside the other
        with page.expect_response(is_said, timeout=SLOW) as said:
            page.get_by_role("button", name=button, exact=exact).first.click()
    assert sound.value.ok
    spoken: str = said.value.json()["spoken"]
    return spoken


def turn_on(page: Page, paper: Paper) -> None:
    page.goto(f"{paper.base}/desk/narration/settings/")
    page.get_by_label("Place of en-gb", exact=True).select_option("1")
    page.get_by_label("Stories are read aloud (English)").check()
    page.get_by_role("button", name="Save the voices").click()
    expect(page.locator(".messages .error")).to_contain_text("Hear en-gb before you choose it")
    assert "council of Mirna Bay" in heard(page, "Hear en-gb")
    page.get_by_label("Place of en-gb", exact=True).select_option("1")
    page.get_by_label("Stories are read aloud (English)").check()
    page.get_by_role("button", name="Save the voices").click()
    expect(page.locator(".messages .success")).to_contain_text("are read aloud")


def write(page: Page, paper: Paper) -> str:
    """The number of a draft."""
    section = new_section(page, paper, "Harbour")
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, "Ferry at noon")
    page.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type(WORDS)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success")).to_be_visible()
    return number_in(page.url)


def leave_out(page: Page) -> None:
    """By the switch beside the block; the next opening still shows it."""
    block = page.locator(".desk-text [data-streamfield-child]").last
    switch = block.get_by_role("button", name="Leave this out when the story is read aloud")
    for pressed in ("true", "false", "true"):
        block.hover()
        with page.expect_response(lambda answer: answer.url.endswith("/leaving/")):
            switch.click()
        expect(switch).to_have_attribute("aria-pressed", pressed)
    page.reload()
    expect(page.locator(".desk-text [data-left-out='Not read aloud']")).to_have_count(1)


def mend(page: Page) -> None:
    """Hear, change, hear again."""
    line = page.locator("[data-shown]", has_text="Wyvill")
    expect(page.locator(".narration-spoken", has_text="Doctor Agnew met Wyvill at nine")).to_be_visible()
    page.get_by_label("Word, as it is written").fill("Wyvill")
    assert heard(page, "Hear it as it is now") == "Wyvill."
    page.get_by_label("As if it were written", exact=True).fill("Wivvle")
    assert heard(page, "Hear it like this") == "Wivvle."
    assert heard(page, "Hear it like this in its sentence").startswith("Doctor Agnew met Wivvle")
    page.get_by_role("button", name="Say it like this").click()
    expect(page.locator(".messages .success")).to_contain_text("in this story")
    expect(page.locator(".narration-spoken", has_text="Doctor Agnew met Wivvle")).to_be_visible()
    assert heard(page, "Hear “Dr. Agnew", exact=False).startswith("Doctor Agnew met Wivvle")
    line.dblclick(position={"x": 8, "y": 14})
    expect(page.get_by_label("Word, as it is written")).not_to_have_value("")


def tone(path: Path) -> Path:
    rate = 16_000
    waves = (6000 * math.sin(at * 0.06) * math.sin(at * 0.0012) for at in range(6 * rate))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", int(each)) for each in waves))
    return path


def test_a_name_is_mended_by_ear_and_a_story_is_read(browser_page: Page, paper: Paper, tmp_path: Path) -> None:
    page = browser_page
    sign_in(page, paper)
    turn_on(page, paper)
    story = write(page, paper)
    leave_out(page)
    screen = f"{paper.base}/desk/narration/story/{story}/"
    page.goto(screen)
    expect(page.get_by_role("heading", name="It is recorded once it is published")).to_be_visible()
    page.get_by_role("button", name="Read it again").click()
    expect(page.locator(".messages .success")).to_contain_text("It is read again")
    mend(page)
    page.goto(f"{paper.base}/desk/pages/{story}/edit/")
    publish(page)
    page.goto(screen)
    expect(page.get_by_role("heading", name="Its recording is ready")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("eSpeak NG, en-gb. 0:")).to_be_visible()
    paper.until("/harbour/ferry-at-noon/", 200, "audio.mp3", seconds=60)
    assert paper.ask("/harbour/ferry-at-noon/audio.vtt")[1].count("Wyvill") == 1
    page.get_by_label("Who reads", exact=True).fill("Ines Marlow")
    page.get_by_label("File").set_input_files(tone(tmp_path / "reading.wav"))
    page.get_by_role("button", name="Upload the reading").click()
    expect(page.get_by_text("Read by Ines Marlow.")).to_be_visible(timeout=SLOW)
    paper.until("/harbour/ferry-at-noon/", 200, "Ines Marlow", seconds=60)
    page.get_by_role("button", name="Remove this reading").click()
    expect(page.get_by_text("eSpeak NG, en-gb. 0:")).to_be_visible(timeout=SLOW)
