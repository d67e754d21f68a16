"""What pages say to machines, read by extruct as a search engine would read it."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import extruct
import pytest
from django.test import RequestFactory

from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Role
from broadsheet.pictures.factories import make_picture
from broadsheet.press.folder import Folder
from broadsheet.sections.factories import make_plain_page, make_section
from broadsheet.sections.models import PlainPage, Section
from broadsheet.sourcing.factories import make_source
from broadsheet.stories.factories import block, make_story, make_topic, paragraphs
from broadsheet.stories.models import Correction, StoryClaim, StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
BASE = "https://ledger.example"


def graph(page: str | None) -> dict[str, Any]:
    """{type: object} of the page's JSON-LD."""
    (found,) = extruct.extract(page or "", base_url=BASE, syntaxes=["json-ld"])["json-ld"]
    assert found["@context"] == "https://schema.org"
    return {each["@type"]: each for each in found["@graph"]}


def open_graph(page: str | None) -> list[tuple[str, str]]:
    (found,) = extruct.extract(page or "", base_url=BASE, syntaxes=["opengraph"])["opengraph"]
    return [tuple(pair) for pair in found["properties"]]


def golden(name: str, text: str) -> None:
    """Hold `text` against golden/<name>; with GOLDEN=write it is written anew. Digests of pictures are cut out."""
    stable = re.sub(r"/media/\d+-[0-9a-f]{16}-", "/media/PICTURE-", text)
    if os.environ.get("GOLDEN") == "write":
        (GOLDEN / name).write_text(stable, encoding="utf-8")
    assert stable == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.fixture
def story(harbour: Section) -> StoryPage:
    """With something of everything that machines are told."""
    make_plain_page("How we work", slug="ethics")
    make_plain_page("Corrections policy")
    saltline = make_source("Saltline", link="https://saltline.example/")
    quote = {"words": "We waited.", "speaker": "A pilot", "role": "", "reported_by": "", "link": "", "source": None}
    made = make_story(
        "Harbour </script><b> & town to be dredged",
        slug="dredging",
        section=harbour,
        dateline="MIRNA BAY",
        by=[
            make_contributor("Teo Halvorsen"),
            (make_contributor("Ada Quill"), Role.PHOTOGRAPHED),
            (make_contributor("Ines Marlow"), Role.TRANSLATED),
        ],
        topics=[make_topic("Herring"), make_topic("Tides")],
        hero=make_picture(
            "The channel",
            creator="Ada Quill",
            copyright_notice="© Ada Quill",
            licence="https://creativecommons.org/licenses/by/4.0/",
        ),
        body=[
            *paragraphs("It begins in May."),
            block("quote", {**quote, "source": saltline.pk}),
            block("quote", {**quote, "reported_by": "The Sarn Post", "link": "https://post.example/1"}),
            block("quote", {**quote, "source": saltline.pk}),
            block("quote", quote),
        ],
        first_published_at=AT,
        last_published_at=AT + timedelta(hours=2),
    )
    Correction.objects.create(
        story=made, kind="correction", text="The vote was\n\n22 to 9.", at=AT + timedelta(days=1)
    )
    return made


def test_a_story_is_a_news_article(paper: Pressing, story: StoryPage, as_pressed_anew: Check) -> None:
    paper.settle()
    found = graph(paper.read(story.url))
    golden("article.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    assert paper.folder.has(found["NewsArticle"]["image"][0]["url"].removeprefix(BASE))
    as_pressed_anew(paper.folder)


def test_a_story_has_a_card_for_other_sites(paper: Pressing, story: StoryPage) -> None:
    paper.settle()
    page = paper.read(story.url) or ""
    found = [*open_graph(page), *re.findall(r'<meta name="(twitter:\w+)" content="([^"]*)">', page)]
    golden("card.txt", "".join(f"{name}: {value}\n" for name, value in found))


def test_sources_and_links_of_claims_are_cited(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    saltline, body = make_source("Saltline", link="https://saltline.example/"), paragraphs("Fog.", "The port pays.")
    fields = [
        {"block": body[1]["id"], "words": "It pays", "how": "reported", "source": saltline, "shown": True},
        {"block": body[0]["id"], "words": "Fog", "how": "document", "link": "https://log.example/7", "shown": True},
        {"block": body[0]["id"], "words": "Fog", "how": "social", "link": "https://kept.example/", "shown": False},
    ]
    made = make_story("Who pays", section=harbour, body=body, claims=[StoryClaim(**each) for each in fields])
    paper.settle()
    page = paper.read(made.url)
    assert graph(page)["NewsArticle"]["citation"] == [
        {"@type": "CreativeWork", "url": "https://log.example/7"},
        {"@type": "CreativeWork", "name": "Saltline", "url": "https://saltline.example/"},
    ]
    assert "kept.example" not in (page or "")
    as_pressed_anew(paper.folder)


def test_no_headline_ends_the_data_block(paper: Pressing, story: StoryPage) -> None:
    paper.settle()
    page = paper.read(story.url) or ""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert not set("<>&") & set(data)
    assert json.loads(data)["@graph"][0]["headline"] == story.title


def test_a_story_without_anything_says_nothing_of_it(paper: Pressing, harbour: Section) -> None:
    made = make_story("Fog", section=harbour, by=[], standfirst="")
    paper.settle()
    article = graph(paper.read(made.url))["NewsArticle"]
    assert not {"image", "keywords", "citation", "correction", "description", "dateline"} & article.keys()
    paper_itself = {"@type": "NewsMediaOrganization", "@id": f"{BASE}/#publisher", "url": f"{BASE}/"}
    assert article["author"] == [{**paper_itself, "name": "The Mirna Bay Ledger"}]
    assert '<meta name="twitter:card" content="summary">' in (paper.read(made.url) or "")


def test_a_correction_is_told_to_machines_at_once(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    made = make_story("Fog", section=harbour, first_published_at=AT)
    paper.settle()
    Correction.objects.create(story=made, kind="correction", text="It was rain.", at=AT + timedelta(days=3))
    paper.settle()
    article = graph(paper.read(made.url))["NewsArticle"]
    said = {"@type": "CorrectionComment", "text": "It was rain.", "datePublished": "2026-03-08T09:07:00+00:00"}
    assert article["correction"] == [said]
    assert article["dateModified"] == "2026-03-08T09:07:00+00:00"
    as_pressed_anew(paper.folder)


def test_a_picture_whose_rights_ended_is_told_to_nobody(
    paper: Pressing, story: StoryPage, as_pressed_anew: Check
) -> None:
    paper.settle()
    story.hero.rights_until = AT
    story.hero.save()
    paper.settle()
    for url in (story.url, f"{story.url}oembed.json", "/rss.xml", "/feed.json"):
        text = paper.read(url) or ""
        assert "/media/" not in text
        assert "Ada Quill" in text or url != story.url
        assert "© Ada Quill" not in text
    as_pressed_anew(paper.folder)


def test_the_front_is_the_paper(paper: Pressing, story: StoryPage) -> None:
    paper.settle()
    found = graph(paper.read("/"))
    assert found["NewsMediaOrganization"]["ethicsPolicy"] == f"{BASE}/ethics/"
    assert found["WebSite"]["publisher"] == {"@id": found["NewsMediaOrganization"]["@id"]}
    assert graph(paper.read("/de/"))["WebSite"]["url"] == f"{BASE}/de/"


def test_policies_are_those_that_readers_of_the_language_can_read(
    paper: Pressing, story: StoryPage, as_pressed_anew: Check
) -> None:
    english = PlainPage.objects.get(slug="ethics")
    german = make_plain_page("Grundsätze", language="de", translation_key=english.translation_key)
    other = make_story("Flut", section=make_section("Hafen", language="de"))
    paper.settle()
    assert graph(paper.read("/de/"))["NewsMediaOrganization"]["ethicsPolicy"] == f"{BASE}{german.url}"
    assert graph(paper.read(other.url))["NewsArticle"]["publisher"]["ethicsPolicy"] == f"{BASE}{german.url}"
    english.unpublish()
    paper.settle()
    assert "ethicsPolicy" not in graph(paper.read("/"))["NewsMediaOrganization"]
    assert graph(paper.read("/de/"))["NewsMediaOrganization"]["ethicsPolicy"] == f"{BASE}{german.url}"
    as_pressed_anew(paper.folder)


def test_a_contributors_page_is_a_profile(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    ada = make_contributor("Ada Quill", biography="Writes about <ships> & the sea.", contact="ada@ledger.example")
    make_story("Fog", section=harbour, by=[ada])
    paper.settle()
    person = graph(paper.read("/people/ada-quill/"))["ProfilePage"]["mainEntity"]
    assert (person["name"], person["description"]) == ("Ada Quill", "Writes about <ships> & the sea.")
    assert person["email"] == "ada@ledger.example"
    article = graph(paper.read("/harbour/fog/"))["NewsArticle"]
    assert article["author"][0]["@id"] == person["@id"]
    ada.biography = "Has left."
    ada.save()
    paper.settle()
    assert graph(paper.read("/people/ada-quill/"))["ProfilePage"]["mainEntity"]["description"] == "Has left."
    as_pressed_anew(paper.folder)


@pytest.mark.parametrize("url", ["/harbour/", "/topics/herring/"])
def test_lists_are_collections(paper: Pressing, story: StoryPage, url: str) -> None:
    paper.settle()
    found = graph(paper.read(url))
    assert found["CollectionPage"]["url"] == BASE + url
    assert [step["item"] for step in found["BreadcrumbList"]["itemListElement"]] == [f"{BASE}/", BASE + url]


def test_every_page_names_itself(paper: Pressing, story: StoryPage) -> None:
    paper.settle()
    for url in ("/", "/de/", "/harbour/", "/ethics/", "/news-feed/", "/people/teo-halvorsen/", story.url):
        told = dict(open_graph(paper.read(url)))
        assert told["og:url"] == BASE + url
        assert told["og:title"]
        assert told["og:site_name"] == "The Mirna Bay Ledger"
        assert '<link rel="manifest" href="/manifest.webmanifest">' in (paper.read(url) or "")


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Wagtail leaves a new rendition's file open
def test_a_preview_tells_machines_nothing(story: StoryPage) -> None:
    page = story.serve_preview(RequestFactory().get("/"), "").content.decode()
    assert "ld+json" not in page
    assert "oembed" not in page
    assert "/media/" not in page


# -- embeds


def test_other_sites_can_embed_a_story(paper: Pressing, story: StoryPage, as_pressed_anew: Check) -> None:
    paper.settle()
    link = re.search(
        r'<link rel="alternate" type="application/json\+oembed"[^>]* href="([^"]+)">', paper.read(story.url) or ""
    )
    assert link is not None
    found = json.loads(paper.read(html.unescape(link[1]).removeprefix(BASE)) or "")
    assert (found["version"], found["type"], found["title"]) == ("1.0", "link", story.title)
    assert (found["author_name"], found["author_url"]) == ("Teo Halvorsen", f"{BASE}/people/teo-halvorsen/")
    assert (found["provider_name"], found["provider_url"]) == ("The Mirna Bay Ledger", f"{BASE}/")
    assert paper.folder.has(found["thumbnail_url"].removeprefix(BASE))
    story.title = "Channel to be dredged"
    story.save_revision().publish()
    paper.settle()
    assert json.loads(paper.read(f"{story.url}oembed.json") or "")["title"] == "Channel to be dredged"
    as_pressed_anew(paper.folder)


def test_every_footer_leads_to_the_corrections_and_the_feeds_of_its_language(paper: Pressing) -> None:
    for front in ("/", "/de/"):
        foot = (paper.read(f"{front}404.html") or "").split("<footer")[1]
        for path in ("corrections/", "rss.xml", "atom.xml", "feed.json"):
            assert f'href="{front}{path}"' in foot
            assert paper.read(f"{front}{path}")
