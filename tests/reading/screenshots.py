"""python -m tests.reading.screenshots: pictures of every page type and of the desk, for docs/screenshots/."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.parts import ROOT, find
from tests.reading.demo import served_demo
from tests.reading.paper import TYPES, Paper, tab

FOLDER = ROOT / "docs" / "screenshots"
TALLEST = 2400  # pixels
LOOKS = ((1280, "light"), (1280, "dark"), (320, "light"))
EDITOR = "ilva"
DESK = {
    "desk home": "/desk/",
    "desk story": "/desk/pages/{story}/edit/",
    "desk section": "/desk/pages/{section}/",
    "desk pictures": "/desk/images/",
    "desk rails": "/desk/snippets/fronts/rail/",
    "desk briefs": "/desk/snippets/briefs/brief/",
}


def keep(page: Page, name: str) -> None:
    """The whole page, its top where it is very tall, as WebP."""
    width = page.viewport_size["width"] if page.viewport_size else 1280
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    page.set_viewport_size({"width": width, "height": max(height, 600)})
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(FOLDER / f"{name.lower().replace(' ', '-')}.webp", "WEBP", quality=70, method=6)


def paper_pages(browser: Browser, paper: Paper) -> None:
    for kind in TYPES:
        for width, scheme in LOOKS:
            with tab(browser, width, scheme) as page:
                page.goto(paper.base + paper.one(kind))
                page.wait_for_load_state("networkidle")
                page.reload()  # with the fonts that a first visit brings
                page.wait_for_load_state("networkidle")
                keep(page, f"{kind} {width} {scheme}")
    with tab(browser, 1280) as page:
        page.goto(paper.base + paper.one("story"))
        page.emulate_media(media="print")
        keep(page, "story print")


def desk_pages(browser: Browser, paper: Paper) -> None:
    story, section = paper.site.inside("tests.reading.places:places")
    for width, scheme in ((1280, "light"), (390, "light")):
        with tab(browser, width, scheme) as page:
            page.goto(paper.base + "/desk/login/")
            page.fill("input[name=username]", EDITOR)
            page.fill("input[name=password]", paper.password)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/desk/")
            for name, path in DESK.items():
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(paper.base + path.format(story=story, section=section))
                page.wait_for_load_state("networkidle")
                keep(page, f"{name} {width} {scheme}")


def main() -> None:
    program = find("chromium")
    if program is None:
        sys.exit("Screenshots need chromium: install it.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        served_demo(Path(place) / "demo") as paper,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(program), args=["--no-sandbox"])
        paper_pages(browser, paper)
        desk_pages(browser, paper)
        browser.close()


if __name__ == "__main__":
    main()
