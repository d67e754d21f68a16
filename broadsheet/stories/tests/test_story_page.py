"""What a story's page says, and that it says nothing of what readers cannot have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import RequestFactory

from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Role
from broadsheet.pictures.factories import make_picture
from broadsheet.press import plates
from broadsheet.press.folder import Folder
from broadsheet.press.plates import Page
from broadsheet.release.actions.hold import hold
from broadsheet.sections.factories import make_section
from broadsheet.sourcing.factories import make_source
from broadsheet.stories.factories import block, make_story, make_topic, paragraphs
from broadsheet.stories.models import StoryByline, StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]


def pressed(story: StoryPage) -> str:
    """The page, rendered strictly, twice the same."""
    made, again = plates.make(story.url), plates.make(story.url)
    assert isinstance(made.result, Page)
    assert made.result == again.result
    return made.result.body.decode()


def test_the_page_has_its_parts_in_order() -> None:
    at = clock.local(clock.now()).replace(year=2026, month=3, day=5, hour=9, minute=7, second=0, microsecond=0)
    teo, ines = make_contributor("Teo Halvorsen"), make_contributor("Ines Marlow")
    story = make_story(
        "Harbour to be dredged",
        section=make_section("Harbour"),
        kicker="Shipping",
        dateline="MIRNA BAY",
        by=[teo, ines],
        topics=[make_topic("Herring")],
        hero=make_picture("The northern channel"),
        first_published_at=at,
        last_published_at=at + timedelta(hours=2),
    )
    page = pressed(story)
    wanted = [
        '<a href="/harbour/">Harbour</a>',
        '<span class="of">Shipping</span>',
        "<h1>Harbour to be dredged</h1>",
        '<p class="standfirst">The channel is to be deeper by May.</p>',
        'Reported by <a class="tap" rel="author" href="/people/teo-halvorsen/">Teo Halvorsen</a> and <a class="tap"',
        '<dt>Published</dt> <dd><time datetime="2026-03-05T09:07:00+00:00">5 March 2026, 09:07</time>',
        '<dt>Updated</dt> <dd><b><time datetime="2026-03-05T11:07:00+00:00">',
        '<figcaption class="in-margin"><span class="caption">The northern channel.</span> <span class="credit">',
        '<p><span class="dateline">MIRNA BAY</span> — The harbour authority of Mirna Bay',
        '<a class="tap" href="/topics/herring/">Herring</a>',
    ]
    page = page[page.index("<main") :]
    places = [page.find(part) for part in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)


def test_bylines_of_one_role_share_a_line() -> None:
    story = make_story(by=[])
    people = [make_contributor(name) for name in ("Teo Halvorsen", "Ines Marlow", "Ada Quill")]
    roles = [Role.REPORTED, Role.PHOTOGRAPHED, Role.PHOTOGRAPHED]
    story.bylines = [
        StoryByline(contributor=who, role=role, sort_order=n)
        for n, (who, role) in enumerate(zip(people, roles, strict=True))
    ]
    story.save()
    page = pressed(story)
    assert page.count('class="by meta"') == 1
    assert page.count('rel="author"') == 3
    byline = page[page.index("Photographs by") :]
    assert byline.index("Ines Marlow") < byline.index("Ada Quill")


def test_every_kind_of_block_is_shown() -> None:
    source = make_source("Saltline", description="the port authority's own news agency")
    quote = {"words": "We heard it before.\n\nWe will hear it again.", "speaker": "Ada Quill", "role": "pilot"}
    story = make_story(
        body=[
            block("heading", "What the pilots say"),
            block("quote", {**quote, "reported_by": "", "link": "", "source": source.pk}),
            block("list", {"numbered": True, "items": [{"type": "item", "value": "<p>Fog &amp; sand</p>"}]}),
            block("note", "<p>This story is being written.</p>"),
            block("picture", {"picture": make_picture("A buoy").pk, "caption": "A buoy, <drifting>."}),
            block(
                "related", {"story": None, "url": "https://elsewhere.example/", "headline": "Tide", "teaser": "Soon."}
            ),
        ]
    )
    page = pressed(story)
    assert '<h2 class="t-3">What the pilots say</h2>' in page
    assert "<blockquote><p>“We heard it before.</p><p>“We will hear it again.”</p></blockquote>" in page
    assert "<b>Ada Quill</b> pilot, reported by Saltline, the port authority&#x27;s own news agency" in page
    assert "<ol>\n<li>Fog &amp; sand</li>\n</ol>" in page
    assert '<aside class="box told"><p>This story is being written.</p></aside>' in page
    assert '<span class="caption">A buoy, &lt;drifting&gt;.</span>' in page
    assert '<a href="https://elsewhere.example/"><div><p class="t-4">Tide</p><p class="small">Soon.</p></div>' in page


def test_what_somebody_smuggles_into_a_paragraph_is_cleaned_away() -> None:
    page = pressed(
        make_story(body=paragraphs('Fog <img src=x onerror="alert(1)"><a href="javascript:alert(2)">on</a>'))
    )
    assert "alert" not in page


def test_the_note_to_editors_is_never_on_the_page() -> None:
    assert "call her lawyer" not in pressed(make_story(ednote="call her lawyer first"))


def test_a_related_story_is_shown_while_readers_can_have_it(pressing: Pressing, as_pressed_anew: Check) -> None:
    other = make_story("Herring late again")
    story = make_story(body=[block("related", {"story": other.pk, "headline": "", "teaser": "Cold water."})])
    pressing.settle()
    card = '<a href="/harbour/herring-late-again/"><div><p class="kicker">Harbour</p><p class="t-4">Herring late'
    assert card in (pressing.read(story.url) or "")
    hold(other, None, "The numbers are checked.")
    pressing.settle()
    assert "erring late" not in (pressing.read(story.url) or "")
    assert "Cold water" not in (pressing.read(story.url) or "")
    as_pressed_anew(pressing.folder)


def test_a_picture_whose_rights_ended_is_left_out(pressing: Pressing, as_pressed_anew: Check) -> None:
    picture = make_picture("Whale in the harbour")
    story = make_story(hero=picture)
    pressing.settle()
    assert list((pressing.folder.plates / "media").iterdir())
    picture.rights_until = clock.now()
    picture.save()
    pressing.settle()
    assert "Whale" not in (pressing.read(story.url) or "")
    assert not (pressing.folder.plates / "media").exists()
    as_pressed_anew(pressing.folder)


def test_a_story_in_another_language_stands_in_its_tree(pressing: Pressing, as_pressed_anew: Check) -> None:
    english = make_story("Harbour to be dredged")
    german = make_story(
        "Hafen wird vertieft",
        section=make_section("Hafen", language="de"),
        translation_key=english.translation_key,
    )
    pressing.settle()
    page = pressing.read("/de/hafen/hafen-wird-vertieft/") or ""
    assert '<html lang="de" dir="ltr">' in page
    assert 'hreflang="en" href="https://ledger.example/harbour/harbour-to-be-dredged/"' in page
    german.delete()
    pressing.settle()
    assert 'rel="alternate" hreflang' not in (pressing.read(english.url) or "")
    as_pressed_anew(pressing.folder)


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Wagtail leaves a new rendition's file open
def test_a_preview_shows_the_instance_and_no_public_file() -> None:
    story = make_story(live=False, hero=make_picture())
    story.title = "Harbour, as it is being typed"
    story.bylines = [StoryByline(contributor=make_contributor("Ada Quill"))]
    answer = story.serve_preview(RequestFactory().get("/"), "")
    page = answer.content.decode()
    assert "<h1>Harbour, as it is being typed</h1>" in page
    assert "Ada Quill" in page
    assert "/media/" not in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
