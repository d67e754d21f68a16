"""The files that programs look for at a known address."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree
from PIL import Image

from broadsheet.kit import clock
from broadsheet.press import ageing
from broadsheet.press.folder import Folder, relative
from broadsheet.sections.appearance import Appearance
from broadsheet.sections.factories import make_plain_page
from broadsheet.syndication import icons
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
BASE = "https://ledger.example"
SECURITY = "/.well-known/security.txt"


def robots(paper: Pressing) -> RobotFileParser:
    read = RobotFileParser()
    read.parse((paper.read("/robots.txt") or "").splitlines())
    return read


def test_robots_are_led_to_the_sitemaps_and_kept_from_the_desk(paper: Pressing) -> None:
    read = robots(paper)
    assert read.site_maps() == [
        f"{BASE}{tree}/{name}" for tree in ("", "/de") for name in ("sitemap.xml", "news-sitemap.xml")
    ]
    assert read.can_fetch("Searcher", f"{BASE}/harbour/")
    assert read.can_fetch("GPTBot", f"{BASE}/harbour/")
    assert not read.can_fetch("Searcher", f"{BASE}/desk/")
    assert all(paper.read(url.removeprefix(BASE)) for url in read.site_maps() or ())


def test_a_paper_may_ask_language_models_to_stay_away(paper: Pressing, settings: Any) -> None:
    assert "# The Mirna Bay Ledger" in (paper.read("/llms.txt") or "")
    settings.PAPER_AI_CRAWLERS = "refuse"
    paper.everything()
    read = robots(paper)
    assert not any(read.can_fetch(name, f"{BASE}/harbour/") for name in ("GPTBot", "ClaudeBot", "CCBot"))
    assert read.can_fetch("Googlebot", f"{BASE}/harbour/")
    assert paper.read("/llms.txt") is None


def test_llms_txt_is_markdown_that_leads_somewhere(
    paper: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    make_plain_page("About [us]")
    paper.settle()
    text = paper.read("/llms.txt") or ""
    assert re.findall(r"^# (.*)$", text, re.M) == ["The Mirna Bay Ledger"]
    assert re.findall(r"^## (.*)$", text, re.M) == ["Sections", "The paper", "Feeds"]
    assert rf"- [About \[us\]]({BASE}/about-us/)" in text
    links = re.findall(r"\]\((.*?)\)", text)
    assert links
    assert all(paper.read(link.removeprefix(BASE)) for link in links)
    assert f"]({BASE}/de/rss.xml)" in (paper.read("/de/llms.txt") or "")
    as_pressed_anew(paper.folder)


def test_security_txt_is_there_when_somebody_can_be_told(paper: Pressing, settings: Any) -> None:
    assert paper.read(SECURITY) is None
    settings.PAPER_SECURITY_CONTACT = "mailto:security@ledger.example"
    paper.everything()
    lines = dict(line.split(": ", 1) for line in (paper.read(SECURITY) or "").splitlines())
    assert lines["Contact"] == "mailto:security@ledger.example"
    assert lines["Canonical"] == f"{BASE}{SECURITY}"
    assert lines["Preferred-Languages"] == "en, de"
    left = datetime.fromisoformat(lines["Expires"]) - clock.now()
    assert timedelta(days=150) < left < timedelta(days=366)


@pytest.mark.parametrize("month", [1, 6, 12])
def test_security_txt_never_expires(
    paper: Pressing, settings: Any, month: int, as_pressed_anew: Callable[[Folder], None]
) -> None:
    settings.PAPER_SECURITY_CONTACT = "https://ledger.example/security/"
    paper.everything()
    later = datetime(clock.now().year + 2, month, 28, tzinfo=UTC)
    with clock.as_of(later):
        assert ageing.let_age()
        assert SECURITY in paper.settle().changed
        expires = re.search(r"^Expires: (.*)$", paper.read(SECURITY) or "", re.M)
        assert expires is not None
        assert timedelta(days=150) < datetime.fromisoformat(expires[1]) - later < timedelta(days=366)
        as_pressed_anew(paper.folder)


# -- manifest and icons


def picture(paper: Pressing, url: str) -> Image.Image:
    return Image.open(io.BytesIO((paper.folder.plates / relative(url)).read_bytes()))


def test_the_manifest_names_icons_of_their_size(paper: Pressing) -> None:
    made = json.loads(paper.read("/manifest.webmanifest") or "")
    assert (made["name"], made["lang"], made["start_url"]) == ("The Mirna Bay Ledger", "en", "/")
    for icon in made["icons"][1:]:
        width, height = map(int, icon["sizes"].split("x"))
        assert picture(paper, icon["src"]).size == (width, height)


@pytest.mark.parametrize(
    ("url", "size", "format"), [("/favicon.ico", 32, "ICO"), ("/apple-touch-icon.png", 180, "PNG")]
)
def test_icons_have_their_size_and_show_something(paper: Pressing, url: str, size: int, format: str) -> None:
    made = picture(paper, url)
    assert (made.size, made.format) == ((size, size), format)
    colours = made.convert("RGB").getcolors(1 << 16) or []
    assert 0.5 < max(count for count, _ in colours) / size**2 < 0.95


def test_the_sharp_icon_is_svg_with_the_nameplates_initial(paper: Pressing) -> None:
    made = etree.fromstring((paper.read("/favicon.svg") or "").encode())
    assert made.findtext("{*}text") == "T"


@pytest.mark.parametrize("name", ["Östra Posten", "«Новини»", "Ελεύθερη", "日報", "!!!"])
def test_every_name_has_an_icon(settings: Any, db: None, name: str) -> None:
    settings.PAPER_NAME = name
    made = Image.open(io.BytesIO(icons.png(180)))
    assert len(made.getcolors(1 << 16) or []) > 1
    assert b"<svg" in icons.svg()


def test_an_uploaded_icon_is_the_papers_icon(paper: Pressing, as_pressed_anew: Callable[[Folder], None]) -> None:
    own = io.BytesIO()
    Image.new("RGB", (512, 512), "#0000ff").save(own, "PNG")
    row = Appearance.objects.create(icon=own.getvalue())
    changed = paper.settle().changed
    assert {"/favicon.ico", "/favicon.svg", "/apple-touch-icon.png", "/icon-192.png"} <= set(changed)
    assert "/about-us/" not in changed
    for url in ("/favicon.ico", "/apple-touch-icon.png", "/icon-512.png"):
        assert picture(paper, url).convert("RGB").getcolors() == [(picture(paper, url).width ** 2, (0, 0, 255))]
    assert 'href="data:image/png;base64,' in (paper.read("/favicon.svg") or "")
    as_pressed_anew(paper.folder)
    row.icon = None
    row.save()
    paper.settle()
    assert ">T<" in (paper.read("/favicon.svg") or "")


def test_icons_follow_the_desks_look(paper: Pressing, as_pressed_anew: Callable[[Folder], None]) -> None:
    Appearance.objects.create(nameplate="Bay", light_spot="#7a1f4b")
    changed = paper.settle().changed
    assert {"/favicon.ico", "/favicon.svg", "/manifest.webmanifest"} <= set(changed)
    assert "#7a1f4b" in (paper.read("/favicon.svg") or "")
    assert ">B<" in (paper.read("/favicon.svg") or "")
    as_pressed_anew(paper.folder)
