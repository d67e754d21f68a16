"""Feeds are what their formats say, carry the whole public text, and change with their own window alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Role
from broadsheet.pictures.factories import make_picture
from broadsheet.press.folder import Folder
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import block, make_story, make_topic, paragraphs
from broadsheet.stories.listings import NEWEST as IN_A_LIST
from broadsheet.stories.models import StoryPage
from broadsheet.syndication.selectors import NEWEST
from tests.pressing import Pressing, pages

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
AT = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
BASE = "https://ledger.example"
FILES = ("rss.xml", "atom.xml", "feed.json")


def parsed(paper: Pressing, url: str) -> Any:
    """By feedparser, which has to find nothing wrong with it."""
    found = feedparser.parse((paper.read(url) or "").encode())
    assert not found.bozo, found.get("bozo_exception")
    return found


def told(section: Section, **fields: Any) -> StoryPage:
    """A story with something of everything."""
    story = make_story(
        "Harbour & <town> to be dredged",
        section=section,
        by=[make_contributor("Teo Halvorsen"), (make_contributor("Ada Quill"), Role.PHOTOGRAPHED)],
        topics=[make_topic("Herring")],
        hero=make_picture("The northern channel"),
        first_published_at=AT,
        last_published_at=AT + timedelta(hours=2),
        body=[
            *paragraphs('It is <a href="/news-feed/">told</a> that it “begins” in <i>May</i>.'),
            block("related", {"story": None, "url": f"{BASE}/a/b/", "headline": "Tide", "teaser": "Soon."}),
        ],
        **fields,
    )
    return story


def test_rss_is_read_as_it_was_meant(paper: Pressing, harbour: Section) -> None:
    story = told(harbour)
    paper.settle()
    found = parsed(paper, "/rss.xml")
    assert found.version == "rss20"
    assert (found.feed.title, found.feed.link, found.feed.language) == ("The Mirna Bay Ledger", f"{BASE}/", "en")
    assert found.feed.ttl == "15"
    assert {"rel": "self", "type": "application/rss+xml", "href": f"{BASE}/rss.xml"} in found.feed.links
    (item,) = found.entries
    assert item.title == "Harbour & <town> to be dredged"
    assert item.link == BASE + story.url
    assert item.summary == "The channel is to be deeper by May."
    assert [author.name for author in item.authors] == ["Teo Halvorsen"]
    assert [tag.term for tag in item.tags] == ["Harbour", "Herring"]
    assert parsedate_to_datetime(item.published) == AT
    assert item.updated == "2026-03-05T11:07:00+00:00"
    (media,) = item.media_content
    assert (media["medium"], media["type"], media["width"], media["height"]) == ("image", "image/jpeg", "900", "506")
    assert paper.folder.has(media["url"].removeprefix(BASE))
    assert item.media_credit[0]["content"] == "Ines Marlow/The Mirna Bay Ledger"
    assert item.guid.startswith("urn:uuid:")
    assert not item.guidislink


def test_the_three_formats_say_the_same(paper: Pressing, harbour: Section) -> None:
    told(harbour)
    paper.settle()
    rss, atom = (parsed(paper, f"/harbour/{file}") for file in FILES[:2])
    feed = json.loads(paper.read("/harbour/feed.json") or "")
    assert (rss.version, atom.version) == ("rss20", "atom10")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (one,), (two,), (three,) = rss.entries, atom.entries, feed["items"]
    assert one.guid == two.id == three["id"]
    assert one.link == two.link == three["url"]
    assert one.content[0].value == two.content[0].value
    raw = ElementTree.fromstring(paper.read("/harbour/rss.xml") or "").findtext(".//{*}encoded")
    assert raw == three["content_html"]
    assert three["date_published"] == two.published == "2026-03-05T09:07:00+00:00"
    assert three["date_modified"] == two.updated == "2026-03-05T11:07:00+00:00"
    assert three["authors"] == [{"name": "Teo Halvorsen", "url": f"{BASE}/people/teo-halvorsen/"}]
    assert [author.href for author in two.authors] == [f"{BASE}/people/teo-halvorsen/"]
    assert three["tags"] == [tag.term for tag in two.tags] == ["Harbour", "Herring"]
    assert three["image"] == one.media_content[0]["url"]
    assert feed["description"] == rss.feed.subtitle == "Ships, tides and those who wait for them."


@pytest.mark.parametrize("front", ["/", "/de/", "/harbour/", "/topics/herring/", "/people/teo-halvorsen/"])
def test_every_list_has_its_feeds_and_its_page_names_them(paper: Pressing, harbour: Section, front: str) -> None:
    told(harbour)
    paper.settle()
    page = paper.read(front) or ""
    for file, kind in zip(FILES, ("rss+xml", "atom+xml", "feed+json"), strict=True):
        assert paper.read(front + file)
        link = rf'<link rel="alternate" type="application/{re.escape(kind)}" title="[^"]+" href="{front}{file}">'
        assert re.search(link, page)
    empty = front == "/de/"
    assert len(parsed(paper, f"{front}atom.xml").entries) == (0 if empty else 1)


def test_what_the_w3c_validator_asks_of_feeds(paper: Pressing, harbour: Section) -> None:
    for n in range(3):
        make_story(f"Tide {n}", section=harbour, hero=make_picture(f"Tide {n}"))
    paper.settle()
    rss = ElementTree.fromstring(paper.read("/rss.xml") or "")
    guids = [item.text for item in rss.iter("guid")]
    assert len(set(guids)) == len(guids) == 3
    for date in (*rss.iter("pubDate"), *rss.iter("lastBuildDate")):
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", date.text or "")
    atom = ElementTree.fromstring(paper.read("/atom.xml") or "")
    for name in ("updated", "published"):
        for date in atom.iter(f"{{http://www.w3.org/2005/Atom}}{name}"):
            assert datetime.fromisoformat(date.text or "").tzinfo is not None
    for feed in (paper.read(f"/{file}") or "" for file in FILES):
        assert not re.search(r'(?:src|href)=(?:"|&quot;|\\")(?!https?://|mailto:)', feed)
        assert "<script" not in feed
        assert "srcset" not in feed


def test_a_paper_may_give_out_standfirsts_alone(paper: Pressing, harbour: Section, settings: Any) -> None:
    settings.PAPER_FEEDS = "standfirst"
    told(harbour)
    paper.settle()
    for file in FILES:
        feed = paper.read(f"/harbour/{file}") or ""
        assert "The channel is to be deeper by May." in feed
        assert "it “begins”" not in feed
    assert "content:encoded>" not in (paper.read("/harbour/rss.xml") or "")
    assert "<content" not in (paper.read("/harbour/atom.xml") or "")
    assert "content_html" not in (paper.read("/harbour/feed.json") or "")


def test_a_story_keeps_its_identity_wherever_it_moves(
    paper: Pressing, harbour: Section, as_pressed_anew: Check, django_capture_on_commit_callbacks: Any
) -> None:
    story = told(harbour)
    paper.settle()
    before = parsed(paper, "/rss.xml").entries[0]
    with django_capture_on_commit_callbacks(execute=True):
        story.move(make_section("Markets"), "last-child")
    moved = StoryPage.objects.get(pk=story.pk)
    moved.slug = "dredging"
    moved.save_revision().publish()
    paper.settle()
    after = parsed(paper, "/rss.xml").entries[0]
    assert after.guid == before.guid
    assert after.link == f"{BASE}/markets/dredging/"
    assert parsed(paper, "/markets/rss.xml").entries[0].guid == before.guid
    assert parsed(paper, "/harbour/rss.xml").entries == []
    as_pressed_anew(paper.folder)


def test_each_translation_is_an_item_of_its_own(paper: Pressing, harbour: Section) -> None:
    story = told(harbour)
    hafen = make_section("Hafen", language="de")
    make_story("Hafen wird vertieft", section=hafen, translation_key=story.translation_key)
    paper.settle()
    english, german = (parsed(paper, url).entries for url in ("/rss.xml", "/de/rss.xml"))
    assert len(english) == len(german) == 1
    assert english[0].guid != german[0].guid
    assert parsed(paper, "/de/rss.xml").feed.language == "de"


def test_a_feed_changes_with_its_own_window_alone(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    make_story("Ferry", section=make_section("Markets"), by=[make_contributor("Ada Quill")])
    make_story("Tide", section=harbour, by=[make_contributor("Teo Halvorsen")], topics=[make_topic("Herring")])
    paper.settle()
    make_story("Fog", section=harbour, by=[])
    changed = {url for url in paper.settle().changed if url.endswith(FILES)}
    assert changed == {front + file for front in ("/", "/harbour/") for file in FILES}
    as_pressed_anew(paper.folder)


def test_feeds_are_windows_on_the_newest(paper: Pressing, harbour: Section) -> None:
    for n in range(NEWEST + 2):
        make_story(f"Tide {n:02}", section=harbour, first_published_at=AT + timedelta(hours=n), by=[])
    paper.settle()
    all_of, section = parsed(paper, "/rss.xml").entries, parsed(paper, "/harbour/rss.xml").entries
    assert [len(all_of), len(section)] == [NEWEST, IN_A_LIST]
    assert [item.title for item in all_of[:2]] == [f"Tide {NEWEST + 1}", f"Tide {NEWEST}"]
    old = StoryPage.objects.get(slug="tide-00")
    old.title = "Tide, renamed"
    old.save_revision().publish()
    changed = paper.settle().changed
    assert old.url in changed
    assert not [url for url in changed if url.endswith(FILES)]


def test_a_correction_is_in_the_feeds(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    story = told(harbour)
    paper.settle()
    correct(story, None, "correction", "The vote was 22 to 9.")
    assert story.url in pages(paper.settle())
    item = parsed(paper, "/rss.xml").entries[0]
    assert item.content[0].value.index("May") < item.content[0].value.index("The vote was 22 to 9.")
    assert datetime.fromisoformat(item.updated) > AT + timedelta(days=1)
    correct(story, None, "retraction", "Nothing of it is true.")
    paper.settle()
    text = parsed(paper, "/atom.xml").entries[0].content[0].value
    assert text.index("Nothing of it is true.") < text.index("May")
    as_pressed_anew(paper.folder)


def test_what_xml_forbids_keeps_no_feed_from_being_pressed(paper: Pressing, harbour: Section) -> None:
    make_story("Fog\x0b over\x00 the bay".replace("\x00", ""), section=harbour, body=paragraphs("It\x0c lifts."))
    paper.settle()
    assert parsed(paper, "/rss.xml").entries[0].title == "Fog over the bay"
    assert "It lifts." in parsed(paper, "/atom.xml").entries[0].content[0].value


def test_feeds_come_and_go_with_their_page(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    told(harbour)
    paper.settle()
    harbour.unpublish()
    paper.settle()
    assert [paper.read(f"/harbour/{file}") for file in FILES] == [None, None, None]
    assert len(parsed(paper, "/rss.xml").entries) == 1
    Section.objects.get(pk=harbour.pk).save_revision().publish()
    paper.settle()
    assert len(parsed(paper, "/harbour/rss.xml").entries) == 1
    as_pressed_anew(paper.folder)
