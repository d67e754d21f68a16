"""Each kind of block as readers get it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor, Role
from broadsheet.pictures.factories import make_picture
from broadsheet.press import plates
from broadsheet.press.folder import Folder
from broadsheet.press.plates import Page
from broadsheet.sections.models import Section
from broadsheet.sourcing.factories import MP3, make_document, make_source
from broadsheet.sourcing.models import Document
from broadsheet.stories.blocks import BODY
from broadsheet.stories.body.around import Around
from broadsheet.stories.body.quotes import marked, quote
from broadsheet.stories.cards import authors, card, kicker
from broadsheet.stories.embeds import embedded
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryEvidence, StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]


def page(*body: dict[str, Any], **fields: Any) -> str:
    """A story of these blocks, rendered strictly."""
    title = f"Story {StoryPage.objects.count()}"
    made = plates.make(make_story(title, body=list(body), **fields).url)
    assert isinstance(made.result, Page)
    return made.result.body.decode()


def items(*values: Any) -> list[dict[str, Any]]:
    return [block("item", value) for value in values]


# -- the margin


def test_a_margin_note_stands_beside_the_paragraph_before_it() -> None:
    note = block("margin", "<p>Council minutes, 30 October.</p>")
    shown = page(*paragraphs("Fog."), note, *paragraphs("Sand."))
    wanted = (
        '<div class="noted"><p>Fog.</p><p class="note in-margin"><span class="vh">Source: </span>'
        "Council minutes, 30 October.</p></div>\n<p>Sand.</p>"
    )
    assert wanted in shown


def test_several_notes_of_one_paragraph_share_the_margin() -> None:
    notes = (block("margin", f"<p>{words}</p>") for words in ("Minutes.", "Interviews."))
    assert "</span>Minutes. Interviews.</p></div>" in page(*paragraphs("Fog."), *notes)


def test_a_note_after_no_paragraph_stands_alone() -> None:
    note = block("margin", "<p>Minutes.</p>")
    alone = '<div class="noted"><p class="note in-margin"><span class="vh">Source: </span>Minutes.</p></div>'
    assert alone in page(note, *paragraphs("Fog."))
    assert f'<h2 class="t-3">Fog</h2>\n{alone}' in page(block("heading", "Fog"), note)


def test_the_dateline_opens_the_first_paragraph_noted_or_not() -> None:
    note = block("margin", "<p>Minutes.</p>")
    line = '<span class="dateline">Sarn</span>'
    first = page(block("heading", "Fog"), *paragraphs("Fog."), note, *paragraphs("Sand."), dateline="Sarn")
    assert f'<div class="noted"><p>{line} — Fog.</p>' in first
    assert first.count('class="dateline"') == 1
    assert f"<p>{line}</p>" in page(block("heading", "Fog"), dateline="Sarn")


# -- quotations


def said(**value: Any) -> str:
    shown = page(block("quote", {"words": "They bent.", **value}))
    return shown[shown.index("<figure") : shown.index("</figure>")]


def test_a_quotation_says_how_it_reached_the_paper_and_when() -> None:
    shown = said(speaker="Maren Oyelaran", role="harbour master", how="briefing", date="1998-11-09")
    assert (
        '<figcaption class="note in-margin"><b>Maren Oyelaran</b> harbour master, at a press briefing on '
        '<time datetime="1998-11-09">9 November 1998</time></figcaption>'
    ) in shown
    today = clock.local(clock.now()).date()
    assert f'<time datetime="{today.isoformat()}">{today:%-d %B}</time>' in said(how="said", date=today.isoformat())


def test_who_reported_it_is_named_as_the_register_describes_it() -> None:
    source = make_source("Saltline", description="the port's own agency", link="https://saltline.example/")
    shown = said(speaker="Ada Quill", how="reported", source=source.pk)
    linked = '<a href="https://saltline.example/">Saltline</a>, the port&#x27;s own agency'
    assert f"<b>Ada Quill</b> reported by {linked}</figcaption>" in shown


def test_what_is_told_of_a_quotation_is_set_apart_by_the_comma_of_its_language() -> None:
    value = {"words": "بحر", "speaker": "سليم", "role": "ربّان", "reported_by": "Saltline"}
    assert "<b>سليم</b> ربّان، " in quote(value, Around("ar"))
    assert "<b>سليم</b> ربّان, " in quote(value, Around("en"))


def test_words_in_another_language_say_so() -> None:
    assert '<blockquote lang="ar" dir="rtl"><p>«بحر»</p>' in said(words="بحر", language="ar")


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("en", ["Fog."], ["“Fog.”"]),
        ("uk-UA", ["Туман."], ["«Туман»."]),
        ("uk", ["Туман…"], ["«Туман…»"]),
        ("de", ["Nebel.", "Sand."], ["„Nebel.", "„Sand.“"]),
        ("en", ["“Fog.”"], ["“Fog.”"]),
        ("en", ["Fog,” he said."], ["“Fog,” he said.”"]),
    ],
)
def test_quotation_marks_are_those_of_the_language_and_never_double(
    language: str, words: list[str], shown: list[str]
) -> None:
    assert marked(words, language) == shown


def test_a_quotation_without_words_is_not_shown() -> None:
    assert "<figure" not in page(block("quote", {"words": " ", "speaker": "Ada Quill"}))


# -- lists and tables


def test_key_points_are_five_at_most() -> None:
    shown = page(block("points", {"items": items("One & two.", "Three.")}))
    assert '<section class="box points"><h2>Key points</h2><ul><li>One &amp; two.</li><li>Three.</li></ul>' in shown
    stored = [block("points", {"items": items(*"abcdef")})]
    with pytest.raises(ValidationError):
        BODY.clean(BODY.to_python(stored))


def table(**value: Any) -> dict[str, Any]:
    columns = [{"type": "text", "heading": "Gate"}, {"type": "number", "heading": "Metres"}]
    rows = [{"values": ["Two", "2.1"]}, {"values": ["Four <b>", ""]}]
    return block("table", {"columns": columns, "rows": rows, "caption": "Where they stopped", **value})


def test_a_table_names_its_rows_and_columns() -> None:
    shown = page(table())
    assert '<div class="table" role="region" tabindex="0" aria-label="Where they stopped">' in shown
    assert '<caption><span>Where they stopped</span></caption><thead><tr><th scope="col">Gate</th>' in shown
    assert '<tr><th scope="row">Two</th><td class="num">2.1</td></tr>' in shown
    assert '<th scope="row">Four &lt;b&gt;</th><td class="num"></td>' in shown


def test_a_table_needs_a_caption() -> None:
    with pytest.raises(ValidationError):
        BODY.clean(BODY.to_python([table(caption="")]))
    BODY.clean(BODY.to_python([table()]))


# -- pictures and cards


def test_a_gallery_is_a_list_of_figures() -> None:
    pictures = [make_picture(title, size=(300, 200)) for title in ("A buoy", "A gate")]
    stored = items(*({"picture": each.pk, "caption": ""} for each in pictures))
    shown = page(block("gallery", {"pictures": stored}))
    assert shown.count("<li><figure") == 2
    assert '<ul class="gallery" aria-label="Pictures">' in shown
    assert '<span class="caption">A gate.</span>' in shown


def test_a_card_shows_the_other_storys_picture_section_headline_and_teaser() -> None:
    other = make_story("Island ferry", hero=make_picture(size=(900, 600)), standfirst="A third of its sailings.")
    shown = page(block("related", {"story": other.pk, "url": "", "headline": "", "teaser": ""}))
    found = shown[shown.index('<aside class="card"') : shown.index("</aside>")]
    assert '<aside class="card" aria-label="Related story: Island ferry"><a href="/harbour/island-ferry/">' in found
    assert 'alt=""' in found
    assert 'loading="lazy"' in found
    assert '<p class="kicker">Harbour</p><p class="t-4">Island ferry</p>' in found
    assert '<p class="small">A third of its sailings.</p>' in found
    assert found.endswith('</a><p class="credit">Ines Marlow/The Mirna Bay Ledger</p>')


def test_what_a_card_shows_presses_the_page_again(pressing: Pressing, as_pressed_anew: Check) -> None:
    other = make_story("Island ferry", hero=make_picture("Ferry", size=(300, 200)))
    story = make_story(body=[block("related", {"story": other.pk, "url": "", "headline": "", "teaser": ""})])
    pressing.settle()
    section = Section.objects.get(slug="harbour")
    section.title = "Port"
    section.save()
    other.hero = make_picture("Another", size=(300, 200))
    other.title = "The ferry"
    other.save_revision().publish()
    pressing.settle()
    shown = pressing.read(story.url) or ""
    assert '<p class="kicker">Port</p><p class="t-4">The ferry</p>' in shown
    as_pressed_anew(pressing.folder)


def test_a_card_knows_its_authors_and_how_long_it_takes() -> None:
    teo, ada, ruth = (make_contributor(name) for name in ("Teo Halvorsen", "Ada Quill", "Ruth Haldane"))
    by = [(teo, Role.REPORTED), (ada, Role.WRITTEN), (ruth, Role.EDITED)]
    story = make_story(body=paragraphs("fog " * 500), by=by)
    found = card(story.pk)
    assert found is not None
    assert authors(found) == ["Teo Halvorsen", "Ada Quill"]
    assert (found["minutes"], kicker(found)) == (2, "Harbour")
    Contributor.objects.filter(pk=ada.pk).update(name="Ada Quill-Tarn")
    assert authors(found) == ["Teo Halvorsen", "Ada Quill-Tarn"]


# -- what lies elsewhere


@pytest.mark.parametrize(
    ("url", "provider", "player"),
    [
        ("https://www.youtube.com/watch?v=abc_DEF-123&t=4", "YouTube", "/embed/abc_DEF-123"),
        ("https://youtu.be/abc_DEF-123", "YouTube", "/embed/abc_DEF-123"),
        ("https://m.youtube.com/shorts/abc_DEF-123", "YouTube", "/embed/abc_DEF-123"),
        ("https://www.youtube.com/@paper", "YouTube", ""),
        ("https://vimeo.com/123456789", "Vimeo", "/video/123456789?dnt=1"),
        ("https://vimeo.com/123456789/0a1b2c3d4e", "Vimeo", "/video/123456789?dnt=1&h=0a1b2c3d4e"),
        ("https://social.example/@pilot/11", "social.example", ""),
        ("https://youtube.com.evil.example/watch?v=abc_DEF-123", "youtube.com.evil.example", ""),
    ],
)
def test_known_providers_have_a_player_all_others_a_link(url: str, provider: str, player: str) -> None:
    found = embedded(url)
    assert found is not None
    assert (found.provider, found.url) == (provider, url)
    assert found.player.endswith(player)
    assert bool(found.player) == bool(player)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "//evil.example/", "https://[", "ftp://a.example/"])
def test_what_is_no_web_address_is_not_shown(url: str) -> None:
    assert "<figure" not in page(block("embed", {"url": url, "title": "A film"}))


def test_nothing_is_loaded_from_elsewhere_until_the_reader_asks() -> None:
    film = block("embed", {"url": "https://youtu.be/abc_DEF-123", "title": "The gate", "caption": "In October."})
    shown = page(film, film)
    assert "<iframe" not in shown
    assert shown.count('<script type="module" src="/static/embeds.') == 1
    assert '<a href="https://youtu.be/abc_DEF-123">The gate</a>' in shown
    post = block("embed", {"url": "https://social.example/@pilot/11", "title": "A pilot's post"})
    assert "/static/embeds." not in page(post)


# -- files that the paper holds


def test_a_document_is_public_while_something_public_shows_it(pressing: Pressing, as_pressed_anew: Check) -> None:
    held = make_document("Test report", description="31 pages.", credit="City engineers")
    story = make_story(body=[block("document", {"document": held.pk, "caption": ""})])
    pressing.settle()
    url = f"/media/documents/{held.pk}-{held.digest[:16]}.pdf"
    assert f'<a href="{url}">Test report</a> <span class="small">PDF, ' in (pressing.read(story.url) or "")
    assert pressing.folder.has(url)
    as_pressed_anew(pressing.folder)
    story.unpublish()
    pressing.settle()
    assert not pressing.folder.has(url)
    as_pressed_anew(pressing.folder)


def test_a_withheld_document_stays_at_the_desk(pressing: Pressing, as_pressed_anew: Check) -> None:
    held = make_document("Secret report")
    story = make_story(body=[*paragraphs("Fog."), block("document", {"document": held.pk, "caption": "Read all."})])
    pressing.settle()
    held.withheld = True
    held.save()
    pressing.settle()
    assert "Secret" not in (pressing.read(story.url) or "")
    assert not (pressing.folder.plates / "media" / "documents").exists()
    as_pressed_anew(pressing.folder)


def test_a_lost_original_costs_the_story_its_file_not_its_page() -> None:
    held = make_document()
    held.file.storage.delete(held.file.name)
    assert "Fog." in page(*paragraphs("Fog."), block("document", {"document": held.pk, "caption": ""}))


def test_an_audio_clip_has_a_player_that_loads_nothing_by_itself() -> None:
    held = make_document("The siren", body=MP3, name="siren.mp3", description="The siren on Tuesday.")
    shown = page(block("audio", {"document": held.pk, "caption": ""}))
    assert f'<audio controls preload="none" src="/media/documents/{held.pk}-' in shown
    assert 'aria-label="The siren"></audio>' in shown
    assert "<details" not in shown


def test_what_an_audio_clip_says_can_be_read() -> None:
    held = make_document("The siren", body=MP3, name="siren.mp3")
    value = {"document": held.pk, "caption": "", "transcript": "It wails.\r\n\r\n“Go & hide.”\n"}
    said = '><summary class="tap">Transcript</summary><p>It wails.</p><p>“Go &amp; hide.”</p></details>'
    assert f'</figure>\n<details class="transcript"{said}' in page(block("audio", value))
    made = plates.make(f"{StoryPage.objects.get().url}plain/").result
    assert isinstance(made, Page)
    assert f'<details open class="transcript"{said}' in made.body.decode()


def test_an_audio_clip_is_a_recording() -> None:
    stored = [block("audio", {"document": make_document().pk, "caption": ""})]
    with pytest.raises(ValidationError):
        BODY.clean(BODY.to_python(stored))


# -- how we know this


def test_how_we_know_this_lists_what_the_story_rests_on() -> None:
    source = make_source("Orrow Radio", description="a public broadcaster")
    held = make_document()
    story = make_story(how_we_know="All of it rests on papers.")
    rows: list[dict[str, Any]] = [
        {"kind": "document", "text": "Test report, 14 October.", "document": held, "link_text": "Read the pages"},
        {"kind": "others", "text": "9 November", "source": source},
        {"kind": "document", "text": "Letters", "document": make_document("Withheld", withheld=True)},
    ]
    for order, row in enumerate(rows):
        StoryEvidence.objects.create(page=story, sort_order=order, **row)
    made = plates.make(story.url).result
    assert isinstance(made, Page)
    shown = made.body.decode()
    assert '<section class="box sources" aria-labelledby="how"><h2 id="how">How we know this</h2>' in shown
    assert "<p>All of it rests on papers.</p>" in shown
    assert (
        f"<dt>Document</dt><dd>Test report, 14 October. "
        f'<a href="/media/documents/{held.pk}-{held.digest[:16]}.pdf">Read the pages</a></dd>'
    ) in shown
    assert "<dt>Reported by others</dt><dd>Orrow Radio, a public broadcaster, 9 November.</dd>" in shown
    assert "<dd>Letters.</dd>" in shown


def test_evidence_is_part_of_a_storys_versions(pressing: Pressing, as_pressed_anew: Check) -> None:
    story = make_story()
    pressing.settle()
    story.evidence.create(kind="record", text="Dorrit Lane, interviewed.")
    story.save_revision()
    assert story.get_latest_revision_as_object().evidence.count() == 1
    story.get_latest_revision().publish()
    pressing.settle()
    assert "<dt>On the record</dt><dd>Dorrit Lane, interviewed.</dd>" in (pressing.read(story.url) or "")
    as_pressed_anew(pressing.folder)


def test_a_preview_shows_unsaved_evidence_and_originals() -> None:
    held = make_document()
    story = make_story(live=False, body=[block("document", {"document": held.pk, "caption": ""})])
    story.evidence.add(StoryEvidence(kind="unnamed", text="Three people."))
    shown = story.serve_preview(None, "").content.decode()  # type: ignore[arg-type]
    assert "<dt>Not named</dt><dd>Three people.</dd>" in shown
    assert "/media/documents/" not in shown
    assert held.file.url in shown


def test_documents_that_nothing_shows_have_no_public_file(pressing: Pressing) -> None:
    make_document()
    pressing.settle()
    assert Document.objects.filter(uploaded_at__lte=clock.now()).exists()
    assert not (pressing.folder.plates / "media").exists()
