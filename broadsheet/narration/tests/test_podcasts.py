"""Recordings in feeds, and for machines."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import feedparser
import podcastparser
import pytest
from PIL import Image

from broadsheet.narration import podcasts
from broadsheet.narration.described import duration
from broadsheet.narration.models import OnAir, Reader
from broadsheet.narration.tests.narrating import Narrating, turn_on
from broadsheet.press.folder import Folder
from broadsheet.release.actions.hold import hold
from broadsheet.sections.appearance import Appearance
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing

FIRST_NAME = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"


def test_a_podcast_of_the_paper_and_one_of_each_section(
    narrating: Narrating, pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    turn_on()
    harbour, town = make_section("Harbour"), make_section("Town")
    first, second = make_story("The ferry stops", section=harbour), make_story("A new pier", section=town)
    pressing.settle()
    assert pressing.read("/podcast.xml") is None
    narrating.work()
    pressing.settle()
    body = pressing.read("/podcast.xml") or ""
    found = feedparser.parse(body)
    assert not found.bozo
    assert {entry.link for entry in found.entries} == {
        f"https://ledger.example{each.url}" for each in (first, second)
    }
    entry = next(entry for entry in found.entries if entry.title == "A new pier")
    air = narrating.air(second)
    assert air is not None
    (enclosure,) = entry.enclosures
    assert (enclosure.href, enclosure.type) == (f"https://ledger.example{second.url}audio.mp3", "audio/mpeg")
    size = (pressing.folder.plates / f"{second.url.strip('/')}/audio.mp3").stat().st_size
    assert int(enclosure.length) == air.size == size
    assert int(entry.itunes_duration) == round(air.seconds)
    assert (
        f'<podcast:transcript url="https://ledger.example{second.url}audio.vtt" type="text/vtt" language="en"/>'
        in body
    )
    own = feedparser.parse(pressing.read("/town/podcast.xml") or "")
    assert [entry.title for entry in own.entries] == ["A new pier"]
    assert 'href="https://ledger.example/podcast.xml"' in (pressing.read("/") or "")
    as_pressed_anew(pressing.folder)
    hold(second, None, "A call is waited for.")
    pressing.settle()
    assert "A new pier" not in (pressing.read("/podcast.xml") or "")
    assert pressing.read("/town/podcast.xml") is None
    as_pressed_anew(pressing.folder)


def test_a_sections_podcast_goes_along_to_its_new_address(
    narrating: Narrating, pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    turn_on()
    town = make_section("Town")
    make_story("A new pier", section=town)
    narrating.work()
    pressing.settle()
    assert pressing.read("/town/podcast.xml")
    for slug in ("old-town", "city"):
        town.slug = slug
        town.save()
        pressing.settle()
        assert "A new pier" in (pressing.read(f"/{slug}/podcast.xml") or "")
        assert pressing.folder.redirect("/town/podcast.xml") == (301, f"/{slug}/podcast.xml")
        as_pressed_anew(pressing.folder)
    assert pressing.folder.redirect("/old-town/podcast.xml") == (301, "/city/podcast.xml")
    make_story("A market", section=make_section("Town"))  # somebody else's section has the address now
    narrating.work()
    pressing.settle()
    assert "A market" in (pressing.read("/town/podcast.xml") or "")
    as_pressed_anew(pressing.folder)


def test_a_language_that_is_read_aloud_again_has_its_sections_podcasts_back(
    narrating: Narrating, pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    kept = turn_on()
    make_story("A new pier", section=make_section("Town"))
    narrating.work()
    pressing.settle()
    assert "A new pier" in (pressing.read("/town/podcast.xml") or "")
    for on in (False, True):
        kept.on = on
        kept.save()
        pressing.settle()
        assert (pressing.read("/town/podcast.xml") is not None) is on
    as_pressed_anew(pressing.folder)


@pytest.mark.parametrize(("source", "purpose"), [("trained", "ai-content"), ("algorithmic", "machine-reading")])
def test_only_a_trained_voice_is_marked_as_ai(
    source: str, purpose: str, narrating: Narrating, pressing: Pressing
) -> None:
    turn_on()
    made = make_story("The ferry stops")
    narrating.work()
    OnAir.objects.filter(pk=made.pk).update(source_type=source)
    pressing.settle()
    body = pressing.read("/podcast.xml") or ""
    assert f'<podcast:txt purpose="{purpose}">This story is read by a machine.</podcast:txt>' in body
    assert body.count("<podcast:txt") == 1


def subscribed(pressing: Pressing, url: str) -> dict[str, Any]:
    """The feed as a podcast program understands it. This one knows the podcast namespace by its first name alone; the
    namespace's own text has both names mean the same."""
    body = (pressing.read(url) or "").replace(podcasts.PODCAST, FIRST_NAME)
    found: dict[str, Any] = podcastparser.parse(f"https://ledger.example{url}", io.StringIO(body))
    return found


def test_a_podcast_program_finds_all_that_it_shows(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made, read = make_story("The ferry stops", standfirst="At noon."), make_story("A new pier")
    narrating.work()
    OnAir.objects.filter(pk=read.pk).update(reader=Reader.HUMAN, reader_name="Cleo Fane", disclosure="")
    pressing.settle()
    feed = subscribed(pressing, "/podcast.xml")
    assert (feed["title"], feed["language"], feed["explicit"]) == ("The Mirna Bay Ledger", "en", False)
    assert (feed["itunes_author"], feed["itunes_categories"]) == ("The Mirna Bay Ledger", [["News"]])
    assert feed["link"] == "https://ledger.example/"
    assert feed["cover_url"] == "https://ledger.example/podcast.jpg"
    episodes = {episode["title"]: episode for episode in feed["episodes"]}
    machine, person = episodes["The ferry stops"], episodes["A new pier"]
    air = narrating.air(made)
    assert air is not None
    page = f"https://ledger.example{made.url}"
    sound = {"url": f"{page}audio.mp3", "file_size": air.size, "mime_type": "audio/mpeg"}
    assert machine["enclosures"] == [sound]
    assert (machine["link"], machine["total_time"]) == (page, round(air.seconds))
    assert machine["transcript_url"] == f"{page}audio.vtt"
    assert machine["description"] == "At noon. This story is read by a machine."
    assert machine["published"] == int(made.published_at.timestamp())
    assert "persons" not in machine
    (reader,) = person["persons"]
    assert (reader["name"], reader["role"], reader["group"]) == ("Cleo Fane", "narrator", "cast")
    assert person["transcript_url"] == f"https://ledger.example{read.url}plain/"
    assert "machine" not in person["description"]
    assert machine["guid"] != person["guid"]


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("http://podnews.net/rss//", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ],
)
def test_a_feed_s_guid_is_what_the_podcast_namespace_gives_as_examples(url: str, guid: str) -> None:
    assert podcasts.guid(url) == guid


@pytest.mark.parametrize("own", [False, True], ids=["the letter", "an uploaded icon"])
def test_the_podcast_s_picture_is_one_that_apple_takes(own: bool, narrating: Narrating, pressing: Pressing) -> None:
    if own:
        clear, icon = Image.new("RGBA", (512, 512)), io.BytesIO()
        clear.paste("#0000ff", (128, 128, 384, 384))
        clear.save(icon, "PNG")
        Appearance.objects.create(icon=icon.getvalue())
    pressing.settle()
    assert not pressing.folder.has("/podcast.jpg")
    kept = turn_on()
    pressing.settle()
    picture = Image.open(io.BytesIO((pressing.folder.plates / "podcast.jpg").read_bytes()))
    assert (picture.size, picture.mode, picture.format) == ((1400, 1400), "RGB", "JPEG")
    colours = picture.getcolors(maxcolors=2**21)
    assert colours is not None
    assert max(colours)[0] < 0.95 * 1400 * 1400, "something stands on the ground"
    assert (picture.getpixel((700, 700)) == (0, 0, 254)) == own
    kept.delete()
    pressing.settle()
    assert not pressing.folder.has("/podcast.jpg")


def test_the_page_describes_the_recording_for_machines(narrating: Narrating, pressing: Pressing) -> None:
    turn_on()
    made = make_story("The ferry stops")
    narrating.work()
    pressing.settle()
    page = pressing.read(made.url) or ""
    graph = json.loads(re.search(r"ld\+json\">(.*?)</script>", page)[1])["@graph"]  # type: ignore[index]
    audio = graph[0]["audio"]
    air = narrating.air(made)
    assert air is not None
    assert audio == {
        "@type": "AudioObject",
        "contentUrl": f"https://ledger.example{made.url}audio.mp3",
        "encodingFormat": "audio/mpeg",
        "contentSize": str(air.size),
        "duration": duration(air.seconds),
        "transcript": f"https://ledger.example{made.url}audio.vtt",
        "digitalSourceType": "https://schema.org/AlgorithmicMediaDigitalSource",
        "description": "This story is read by a machine.",
    }
    assert [duration(seconds) for seconds in (7.4, 60, 232)] == ["PT7S", "PT1M0S", "PT3M52S"]
