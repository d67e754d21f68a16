"""Sitemaps hold what is public, in parts that do not change with every story; the sitemap of news forgets by time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from broadsheet.briefs.factories import brief
from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.press import ageing
from broadsheet.press.folder import Folder
from broadsheet.sections.factories import make_plain_page, make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story, make_topic
from broadsheet.stories.models import StoryPage
from broadsheet.syndication import mapped, selectors, sitemap_plates
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
MARCH = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
BASE = "https://ledger.example"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "sitemap.xsd"))
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def valid(paper: Pressing, url: str) -> Any:
    text = paper.read(url)
    assert text is not None, f"{url} is not there"
    made = etree.fromstring(text.encode())
    SCHEMA.assertValid(made)
    return made


def locations(paper: Pressing, url: str) -> list[str]:
    return [each.removeprefix(BASE) for each in valid(paper, url).xpath("*/s:loc/text()", namespaces=NAMES)]


def test_the_index_leads_to_every_month(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    for n in range(3):
        make_story(f"Tide {n}", section=harbour, first_published_at=MARCH + timedelta(days=31 * n))
    paper.settle()
    parts = ["/sitemaps/pages.xml", "/sitemaps/2026-05.xml", "/sitemaps/2026-04.xml", "/sitemaps/2026-03.xml"]
    assert locations(paper, "/sitemap.xml") == [parts[0], "/sitemaps/people.xml", *parts[1:]]
    assert [locations(paper, part) for part in parts[1:]] == [[f"/harbour/tide-{n}/"] for n in (2, 1, 0)]
    assert locations(paper, "/de/sitemap.xml") == ["/de/sitemaps/pages.xml"]
    StoryPage.objects.filter(slug="tide-1").update(hold=True)
    paper.settle()
    assert locations(paper, "/sitemap.xml") == [parts[0], "/sitemaps/people.xml", parts[1], parts[3]]
    assert paper.read("/sitemaps/2026-04.xml") is None
    as_pressed_anew(paper.folder)


def test_pages_that_are_no_stories_have_a_part(paper: Pressing, as_pressed_anew: Check) -> None:
    make_plain_page("About us", last_published_at=MARCH)
    make_plain_page("Draft", live=False)
    paper.settle()
    assert locations(paper, "/sitemaps/pages.xml") == ["/", "/harbour/", "/about-us/", "/news-feed/"]
    dated = valid(paper, "/sitemaps/pages.xml").xpath("s:url[s:lastmod]/s:loc/text()", namespaces=NAMES)
    assert dated == [f"{BASE}/about-us/"]
    as_pressed_anew(paper.folder)


def test_an_entry_names_its_picture_and_its_translations(
    paper: Pressing, harbour: Section, as_pressed_anew: Check
) -> None:
    story = make_story(
        "Tide",
        section=harbour,
        hero=make_picture(size=(2400, 1600)),
        first_published_at=MARCH,
        last_published_at=MARCH + timedelta(hours=1),
    )
    german = make_story(
        "Flut",
        section=make_section("Hafen", language="de"),
        translation_key=story.translation_key,
        first_published_at=MARCH + timedelta(days=40),
    )
    paper.settle()
    entry = valid(paper, "/sitemaps/2026-03.xml")
    assert entry.xpath("*/s:lastmod/text()", namespaces=NAMES) == ["2026-03-05T10:07:00+00:00"]
    (image,) = entry.xpath("*/image:image/image:loc/text()", namespaces=NAMES)
    assert paper.folder.has(image.removeprefix(BASE))
    assert f'content="{image.rpartition("-")[0]}' in (paper.read(story.url) or "")
    links = [f"{BASE}{story.url}", f"{BASE}{german.url}"]
    for url in ("/sitemaps/2026-03.xml", "/de/sitemaps/2026-04.xml"):
        assert valid(paper, url).xpath("*/xhtml:link/@href", namespaces=NAMES) == links
    StoryPage.objects.filter(pk=german.pk).update(hold=True)
    paper.settle()
    assert valid(paper, "/sitemaps/2026-03.xml").xpath("*/xhtml:link", namespaces=NAMES) == []
    as_pressed_anew(paper.folder)
    german.delete()
    story.hero.rights_until = clock.now()
    story.hero.save()
    paper.settle()
    assert valid(paper, "/sitemaps/2026-03.xml").xpath("*/image:image", namespaces=NAMES) == []
    as_pressed_anew(paper.folder)


def test_a_new_story_changes_one_part_of_its_month(
    paper: Pressing, harbour: Section, as_pressed_anew: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (selectors, sitemap_plates):
        monkeypatch.setattr(room, "A_PART", 2)
    for n in range(5):
        make_story(f"Tide {n}", section=harbour, first_published_at=MARCH + timedelta(hours=n))
    make_story("Ebb", section=harbour, first_published_at=MARCH + timedelta(days=31))
    paper.settle()
    parts = ["/sitemaps/2026-03-3.xml", "/sitemaps/2026-03-2.xml", "/sitemaps/2026-03.xml"]
    assert locations(paper, "/sitemap.xml")[3:] == parts
    assert locations(paper, "/sitemaps/2026-03-2.xml") == ["/harbour/tide-2/", "/harbour/tide-3/"]
    make_story("Tide 5", section=harbour, first_published_at=MARCH + timedelta(hours=5))
    assert [url for url in paper.settle().changed if "sitemap" in url] == ["/sitemaps/2026-03-3.xml"]
    make_story("Tide 6", section=harbour, first_published_at=MARCH + timedelta(hours=6))
    changed = {url for url in paper.settle().changed if "sitemap" in url}
    assert changed == {"/sitemap.xml", "/sitemaps/2026-03-4.xml"}
    as_pressed_anew(paper.folder)


def test_a_moved_story_moves_in_the_sitemap(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    story = make_story("Tide", section=harbour, first_published_at=MARCH)
    paper.settle()
    story.slug = "flood"
    story.save_revision().publish()
    paper.settle()
    assert locations(paper, "/sitemaps/2026-03.xml") == ["/harbour/flood/"]
    Section.objects.get(pk=harbour.pk).delete()
    paper.settle()
    assert locations(paper, "/sitemap.xml") == ["/sitemaps/pages.xml"]
    as_pressed_anew(paper.folder)


# -- news


def titles(paper: Pressing) -> list[str]:
    found: list[str] = valid(paper, "/news-sitemap.xml").xpath("//news:title/text()", namespaces=NAMES)
    return found


def test_news_is_two_days_old_at_most_and_ages_by_itself(
    paper: Pressing, harbour: Section, as_pressed_anew: Check
) -> None:
    now = clock.now()
    for hours in (1, 47, 49):
        make_story(f"{hours} hours ago", section=harbour, first_published_at=now - timedelta(hours=hours))
    paper.settle()
    assert titles(paper) == ["1 hours ago", "47 hours ago"]
    entry = valid(paper, "/news-sitemap.xml")[0]
    assert entry.findtext(".//news:name", namespaces=NAMES) == "The Mirna Bay Ledger"
    assert entry.findtext(".//news:language", namespaces=NAMES) == "en"
    assert not ageing.let_age()
    assert not paper.settle()
    with clock.as_of(now + timedelta(hours=2)):
        assert ageing.let_age()
        assert paper.settle().changed == ("/news-sitemap.xml",)
        assert titles(paper) == ["1 hours ago"]
        as_pressed_anew(paper.folder)
    with clock.as_of(now + timedelta(days=30)):
        ageing.let_age()
        paper.settle()
        assert titles(paper) == []
        as_pressed_anew(paper.folder)


def test_what_google_calls_too_much_news_is_left_out(
    paper: Pressing, harbour: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "MOST_NEWS", 3)
    now = clock.now()
    for hours in range(5):
        make_story(f"{hours}", slug=f"s{hours}", section=harbour, first_published_at=now - timedelta(hours=hours))
    paper.settle()
    assert titles(paper) == ["0", "1", "2"]


# -- topics, people, briefs


def test_topics_and_people_are_mapped_who_have_a_public_story(
    paper: Pressing, harbour: Section, as_pressed_anew: Check
) -> None:
    herring, ada = make_topic("Herring"), make_contributor("Ada Quill")
    make_topic("Nothing yet")
    story = make_story("Tide", section=harbour, topics=[herring], by=[ada])
    paper.settle()
    files = {"/sitemaps/topics.xml": ["/topics/herring/"], "/sitemaps/people.xml": ["/people/ada-quill/"]}
    assert {url: locations(paper, url) for url in files} == files
    assert set(files) <= set(locations(paper, "/sitemap.xml"))
    assert paper.read("/de/sitemaps/topics.xml") is None
    as_pressed_anew(paper.folder)
    herring.slug = "fish"
    herring.save()
    paper.settle()
    assert locations(paper, "/sitemaps/topics.xml") == ["/topics/fish/"]
    as_pressed_anew(paper.folder)
    story.unpublish()
    paper.settle()
    assert [paper.read(url) for url in files] == [None, None]
    assert not set(files) & set(locations(paper, "/sitemap.xml"))
    as_pressed_anew(paper.folder)


def test_briefs_are_mapped_by_the_month(
    paper: Pressing, as_pressed_anew: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped, "A_PART", 2)
    for n in range(3):
        brief(f"The tide turns {n}.", at=MARCH + timedelta(hours=n))
    late = brief("The ferry stops.", at=MARCH + timedelta(days=40))
    paper.settle()
    day = "/news-feed/2026/03/05/the-tide-turns"
    assert locations(paper, "/sitemaps/briefs-2026-03.xml") == [f"{day}-0/", f"{day}-1/"]
    assert locations(paper, "/sitemaps/briefs-2026-03-2.xml") == [f"{day}-2/"]
    names = ["/sitemaps/briefs-2026-04.xml", "/sitemaps/briefs-2026-03.xml", "/sitemaps/briefs-2026-03-2.xml"]
    assert [name for name in locations(paper, "/sitemap.xml") if "briefs" in name] == names
    as_pressed_anew(paper.folder)
    late.unpublish()
    paper.settle()
    assert paper.read("/sitemaps/briefs-2026-04.xml") is None
    assert [name for name in locations(paper, "/sitemap.xml") if "briefs" in name] == names[1:]
    as_pressed_anew(paper.folder)
