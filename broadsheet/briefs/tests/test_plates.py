"""What a brief presses, and that nothing of it is out before it may be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from broadsheet.briefs.factories import brief, draft
from broadsheet.briefs.models import Brief
from broadsheet.briefs.selectors import RAIL
from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.press.models import Change
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from tests.pressing import Pressing

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
EVERYWHERE = ("/news-feed/", "/rails/news-feed.html", "/rails/news-feed.json", "/news-feed/2026/06/01/")


def seen(pressing: Pressing, words: str) -> list[str]:
    """The places of EVERYWHERE that say `words`."""
    return [url for url in EVERYWHERE if words in (pressing.read(url) or "")]


def test_a_new_brief_presses_its_page_its_day_the_feed_the_rail_and_sitemaps_and_nothing_else(
    pressing: Pressing,
) -> None:
    made = brief("Fog on the bay.", text="The pilots wait.\n\nSo does the mail.", at=NOON)
    assert made.url is not None
    changed = {url for url in pressing.settle().changed if url not in ("/", "/de/")}
    assert changed == {*EVERYWHERE, made.url, "/sitemaps/briefs-2026-06.xml", "/sitemap.xml"}
    assert seen(pressing, "Fog on the bay.") == list(EVERYWHERE)
    page = pressing.read(made.url) or ""
    assert '<h1 class="t-2">Fog on the bay.</h1>' in page
    assert "<p>The pilots wait.</p>\n<p>So does the mail.</p>" in page
    assert '<time datetime="2026-06-01T13:00:00+01:00">1 June 2026, 13:00</time>' in page


def test_each_language_has_its_own_feed(pressing: Pressing) -> None:
    brief("Nebel über der Bucht.", at=NOON, language="de")
    pressing.settle()
    assert "Nebel" in (pressing.read("/de/rails/news-feed.html") or "")
    assert seen(pressing, "Nebel") == []


def test_a_draft_and_its_edits_press_nothing(pressing: Pressing) -> None:
    made = draft("Fog on the bay.")
    assert not pressing.settle()
    for n in range(3):
        made.headline = f"Fog, {n}"
        made.save_revision()
    assert not Change.objects.exists()
    assert not pressing.settle()


def test_a_changed_headline_is_changed_everywhere(pressing: Pressing) -> None:
    made = brief("Fog on the bay.", at=NOON)
    pressing.settle()
    Brief.objects.filter(pk=made.pk).update(headline="Thick fog on the bay.")
    pressing.settle()
    assert seen(pressing, "Thick fog") == list(EVERYWHERE)
    assert seen(pressing, "Fog on the bay.") == []


def test_an_unpublished_brief_is_nowhere(pressing: Pressing) -> None:
    made = brief("Fog on the bay.", at=NOON)
    pressing.settle()
    made.unpublish()
    pressing.settle()
    assert seen(pressing, "Fog") == []
    assert pressing.read(made.url or "") is None
    assert pressing.gone(made.url or "") is None
    assert pressing.read("/news-feed/2026/06/01/") is None


def test_a_killed_brief_leaves_a_notice_without_a_word_of_it(pressing: Pressing) -> None:
    made = brief("Fog on the bay.", at=NOON)
    pressing.settle()
    kill(made, None, "It was another bay.")
    pressing.settle()
    assert pressing.read(made.url or "") is None
    notice = pressing.gone(made.url or "") or ""
    assert "will not come back" in notice
    assert "Fog" not in notice
    assert "another bay" not in notice


def test_nothing_brings_a_killed_brief_back(pressing: Pressing) -> None:
    made = draft("Fog on the bay.")
    old = made.latest_revision
    kill(made, None, "It was another bay.")
    old.publish()
    pressing.settle()
    made.refresh_from_db()
    assert made.killed_at is not None
    assert pressing.read(made.url or "") is None
    assert pressing.gone(made.url or "") is not None


def test_a_hold_takes_it_in_and_lifting_it_gives_it_back(pressing: Pressing) -> None:
    made = brief("Fog on the bay.", at=NOON)
    pressing.settle()
    hold(made, None, "A pilot denies it.")
    pressing.settle()
    assert seen(pressing, "Fog") == []
    lift_hold(made, None)
    pressing.settle()
    assert seen(pressing, "Fog") == list(EVERYWHERE)


def test_under_embargo_nothing_is_out_and_at_its_end_everything(pressing: Pressing) -> None:
    made = draft("Budget leaks.")
    end = clock.now() + timedelta(days=1)
    embargo(made, None, end)
    made.refresh_from_db()
    made.save_revision().publish()
    pressing.settle()
    assert "Budget" not in (pressing.read("/rails/news-feed.html") or "")
    made.refresh_from_db()
    assert pressing.read(made.url or "") is None
    pressing.let_pass(end)
    assert "Budget" in (pressing.read("/rails/news-feed.html") or "")
    assert "Budget" in (pressing.read(made.url or "") or "")


def test_days_lead_to_each_other(pressing: Pressing) -> None:
    days = [NOON, NOON + timedelta(days=1), NOON + timedelta(days=5)]
    made = [brief(f"News {n}", at=at) for n, at in enumerate(days)]
    pressing.settle()
    first, middle, last = (f"/news-feed/2026/06/{day:02}/" for day in (1, 2, 6))
    assert f'<link rel="next" href="{middle}">' in (pressing.read(first) or "")
    made[1].unpublish()
    pressing.settle()
    assert f'<link rel="next" href="{last}">' in (pressing.read(first) or "")
    assert f'<link rel="prev" href="{first}">' in (pressing.read(last) or "")


def test_the_rail_has_the_newest_few_as_a_json_feed(pressing: Pressing) -> None:
    for n in range(RAIL + 2):
        brief(f"News {n}", text="One.\n\nTwo.", at=NOON + timedelta(minutes=n))
    pressing.settle()
    feed = json.loads(pressing.read("/rails/news-feed.json") or "")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://ledger.example/rails/news-feed.json"
    assert [item["title"] for item in feed["items"]] == [f"News {n}" for n in range(RAIL + 1, 1, -1)]
    assert feed["items"][0] == {
        "id": "https://ledger.example/news-feed/2026/06/01/news-11/",
        "url": "https://ledger.example/news-feed/2026/06/01/news-11/",
        "title": "News 11",
        "content_text": "One.\n\nTwo.",
        "date_published": "2026-06-01T13:11:00+01:00",
    }


def test_what_was_corrected_in_a_brief_is_in_the_json_feed_too_and_it_stays_the_same_item(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    made = draft("The bridge opens on Monday.", text="At noon.")
    made.get_latest_revision().publish()
    pressing.settle()
    (before,) = json.loads(pressing.read("/rails/news-feed.json") or "")["items"]
    assert "date_modified" not in before
    made.refresh_from_db()
    made.note = "It is Monday, not Tuesday."
    made.save_revision().publish()
    made.refresh_from_db()
    pressing.settle()
    (after,) = json.loads(pressing.read("/rails/news-feed.json") or "")["items"]
    assert after == before | {
        "content_text": "At noon.\n\nCorrection: It is Monday, not Tuesday.",
        "date_modified": machine(made.last_published_at),
    }
    made.save_revision().publish()  # nothing but its time has changed
    pressing.settle()
    as_pressed_anew(pressing.folder)


def test_words_are_escaped(pressing: Pressing) -> None:
    made = brief("<script>alert(1)</script>", text="A & B <b>", at=NOON)
    pressing.settle()
    for url in (made.url or "", "/rails/news-feed.html"):
        assert "<script>alert" not in (pressing.read(url) or "")
    assert "A &amp; B &lt;b&gt;" in (pressing.read("/rails/news-feed.html") or "")
