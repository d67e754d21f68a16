"""python -m tests.reading.screenshots [NAME…]: pictures of every page type and of the desk for docs/screenshots/, or
of those alone that are named, such as “live story”."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browsers import chromium_at
from tests.parts import ROOT, find
from tests.reading.demo import served_demo
from tests.reading.paper import A4, TYPES, Paper, tab

FOLDER = ROOT / "docs" / "screenshots"
TALLEST = 2000  # pixels
QUALITY = 60  # of WebP: letters stay sharp
LOOKS = ((1280, "light"), (1280, "dark"), (320, "light"))
DESKS_LOOKS = ((1280, "light"), (1280, "dark"), (390, "light"))
DARK = {"front", "story", "search", "Arabic story", "desk home", "desk story with its preview"}
"""What is pictured in the dark too: the colours of all pages are measured, a few are shown."""
ASKED = {"search": "/search/?q=tide+gates"}  # no plate
EDITOR, ADMINISTRATOR = "ilva", "orla"
DESK = {
    "desk home": "/desk/",
    "desk story": "/desk/pages/{story}/edit/",
    "desk live story": "/desk/live/{running}/",
    "desk release": "/desk/release/stories.storypage/{story}/",
    "desk narration of a story": "/desk/narration/story/{story}/",
    "desk narration under way": "/desk/narration/",
    "desk lexicon": "/desk/narration/lexicon/",
    "desk narration settings": "/desk/narration/settings/",
    "desk section": "/desk/pages/{section}/",
    "desk pictures": "/desk/images/",
    "desk rails": "/desk/snippets/fronts/rail/",
    "desk briefs": "/desk/snippets/briefs/brief/",
    "desk newsletters": "/desk/snippets/newsletters/newsletter/",
    "desk issue": "/desk/snippets/newsletters/issue/edit/{draft}/",
    "desk issue proposed": "/desk/issues/new/?newsletter={newsletter}",
    "desk issue before it goes out": "/desk/issues/{draft}/send/",
    "desk issue sent": "/desk/issues/{sent}/send/",
    "desk growth": "/desk/newsletters/growth/",
    "desk subscribers": "/desk/newsletters/subscribers/",
    "desk subscriber": "/desk/newsletters/subscribers/{subscriber}/",
    "desk list": "/desk/newsletters/lists/{list}/",
    "desk mail check": "/desk/newsletters/mail-check/",
    "desk mailbox": "/desk/newsletters/mailbox/",
    "desk search": "/desk/pages/search/?q=hinges",
    "desk carriers": "/desk/amends/{story}/",
    "desk readers": "/desk/readers/",
}
FOR_ADMINISTRATORS = {"desk health": "/desk/health/", "desk log": "/desk/log/"}
PREVIEWED = "desk story with its preview"

BANNER = "breaking news on an open page"


TALL = "Math.max(document.documentElement.scrollHeight, document.querySelector('#main')?.scrollHeight ?? 0)"
"""Of a page; at the desk its main part scrolls."""


def wanted(name: str) -> bool:
    return not sys.argv[1:] or name in sys.argv[1:]


def looks(name: str, all_looks: tuple[tuple[int, str], ...] = LOOKS) -> tuple[tuple[int, str], ...]:
    return tuple(look for look in all_looks if look[1] != "dark" or name in DARK)


def keep(page: Page, name: str, tallest: int = TALLEST) -> None:
    """The whole page, its top where it is very tall, as WebP."""
    width = page.viewport_size["width"] if page.viewport_size else 1280
    height = min(page.evaluate(TALL), tallest)
    page.set_viewport_size({"width": width, "height": max(height, 600)})
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(FOLDER / f"{name.lower().replace(' ', '-')}.webp", "WEBP", quality=QUALITY, method=6)


def paper_pages(browser: Browser, paper: Paper) -> None:
    for kind in filter(wanted, [*TYPES, *ASKED]):
        for width, scheme in looks(kind):
            with tab(browser, width, scheme) as page:
                page.goto(paper.base + (ASKED[kind] if kind in ASKED else paper.one(kind)))
                page.wait_for_load_state("networkidle")
                page.reload()  # with the fonts that a first visit brings
                page.wait_for_load_state("networkidle")
                keep(page, f"{kind} {width} {scheme}")
    for width, scheme in looks(BANNER) if wanted(BANNER) else ():
        with tab(browser, width, scheme) as page:
            page.goto(paper.base + paper.one("section"))
            page.wait_for_selector("breaking-news.late aside")
            keep(page, f"{BANNER} {width} {scheme}", 900)
    if wanted("story print"):
        with tab(browser, A4) as page:
            page.goto(paper.base + paper.one("story"))
            page.emulate_media(media="print")
            keep(page, "story print")


def sign_in(page: Page, paper: Paper, name: str) -> None:
    page.goto(paper.base + "/desk/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", paper.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/")


def desk_pages(browser: Browser, paper: Paper) -> None:
    places = paper.site.inside("tests.reading.places:places")
    for who, screens in ((EDITOR, DESK), (ADMINISTRATOR, FOR_ADMINISTRATORS)):
        for look in DESKS_LOOKS:
            width, scheme = look
            names = [name for name in screens if wanted(name) and look in looks(name, DESKS_LOOKS)]
            with tab(browser, width, scheme) as page:
                sign_in(page, paper, who)
                for name in names:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(paper.base + screens[name].format(**places))
                    page.wait_for_load_state("networkidle")
                    keep(page, f"{name} {width} {scheme}")
    for width, scheme in looks(PREVIEWED, DESKS_LOOKS[:2]) if wanted(PREVIEWED) else ():
        with tab(browser, width, scheme) as page:
            sign_in(page, paper, EDITOR)
            page.goto(paper.base + DESK["desk story"].format(**places))
            page.click("[data-side-panel-toggle=preview]")
            page.frame_locator("[data-side-panel=preview] iframe").last.locator("h1").wait_for(timeout=60_000)
            page.wait_for_timeout(2000)  # its pictures
            keep(page, f"{PREVIEWED} {width} {scheme}", 900)


def main() -> None:
    program = find("chromium")
    if program is None:
        sys.exit("Screenshots need chromium: install it.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        served_demo(Path(place) / "demo") as paper,
        chromium_at(program) as browser,
    ):
        paper_pages(browser, paper)
        desk_pages(browser, paper)


if __name__ == "__main__":
    main()
