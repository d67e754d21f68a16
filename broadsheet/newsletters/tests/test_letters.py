"""An issue as a mail: the golden letters, and what holds for every mail."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from broadsheet.kit import clock
from broadsheet.newsletters.composing import letters, slots
from broadsheet.newsletters.composing.letters import Letter, compose
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.newsletters.sending import freezing
from broadsheet.newsletters.tests.issues import AT, block, issue_of_everything, make_issue, story_block
from broadsheet.pictures.factories import make_picture
from broadsheet.press.folder import relative
from broadsheet.release.actions.kill import kill
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing

GOLDEN = Path(__file__).parent / "letters"
LANGUAGES = ("en", "uk", "ar")
PICTURE = re.compile(r"/media/\d+-[0-9a-f]{16}-")
COLUMNS = 78


@pytest.fixture
def three_languages(db: None, settings: LazySettings) -> None:
    settings.PAPER_LANGUAGES = LANGUAGES
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [
        ("en", "English"),
        ("uk", "Ukrainian"),
        ("ar", "Arabic"),
    ]


def at_dawn(issue: Issue, *, desk: bool = False) -> Letter:
    with clock.as_of(AT):
        return compose(issue, desk=desk)


def letter(language: str = "en") -> Letter:
    return at_dawn(issue_of_everything(language))


@pytest.mark.usefixtures("three_languages")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", ["html", "txt", "page.html"])
def test_a_letter_is_the_golden_one(language: str, suffix: str) -> None:
    """`GOLDEN=write` writes them anew, to be looked at."""
    made = letter(language)
    text = {"html": made.html, "txt": made.text, "page.html": made.page}[suffix]
    text = PICTURE.sub("/media/picture-", slots.PATTERN.sub(r"{\1}", text))
    golden = GOLDEN / f"{language}.{suffix}"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden.name} was written: look at it, and run without GOLDEN")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.usefixtures("three_languages")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_an_alternative_and_every_address_is_encrypted(language: str) -> None:
    document = lxml_html.document_fromstring(letter(language).html)
    assert [image for image in document.iter("img") if not image.get("alt")] == []
    addresses = [*document.xpath("//a/@href"), *document.xpath("//img/@src")]
    whole = [url for url in addresses if not slots.PATTERN.fullmatch(url)]
    assert len(whole) > 8
    assert [url for url in whole if not url.startswith("https://")] == []


@pytest.mark.usefixtures("three_languages")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_counts_nobody(language: str) -> None:
    """No picture that is not shown, no address that is not the one it leads to, nothing from anywhere else."""
    document = lxml_html.document_fromstring(letter(language).html)
    assert all(image.get("width") == "552" for image in document.iter("img"))
    assert {image.get("src").split("/media/")[0] for image in document.iter("img")} == {"https://ledger.example"}
    assert document.xpath("//link | //script | //iframe | //form") == []


def test_a_mail_says_that_it_has_two_schemes(db: None) -> None:
    html = letter().html
    assert '<meta name="color-scheme" content="light dark"' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_the_language_and_its_direction_are_said(three_languages: None) -> None:
    document = lxml_html.document_fromstring(letter("ar").html)
    assert (document.get("lang"), document.get("dir")) == ("ar", "rtl")
    assert "text-align:left;color" not in letters.compose(Issue.objects.get()).html


@pytest.mark.usefixtures("three_languages")
@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text_is_narrow_but_for_addresses(language: str) -> None:
    long = [line for line in letter(language).text.splitlines() if len(line) > COLUMNS]
    assert [line for line in long if not line.strip().startswith("https://")] == []


def test_each_link_of_a_text_is_below_it_in_plain_text(db: None) -> None:
    text = make_issue(body=[block("text", '<p>See <a href="https://a.example/x?y=1&amp;z=2">the tables</a>.</p>')])
    assert "See the tables [1].\n\n[1] https://a.example/x?y=1&z=2\n" in at_dawn(text).text


def test_the_way_out_stands_in_both_versions_once(db: None) -> None:
    made = letter()
    for text in (made.html, made.text):
        assert text.count(slots.mark(slots.UNSUBSCRIBE)) == 1
        assert text.count(slots.mark(slots.PREFERENCES)) == 1
    assert not slots.PATTERN.search(made.page)


def test_what_editors_type_stays_text(db: None) -> None:
    words = '<script>alert("1")</script> zz0zz {{ subject }} & "quoted"'
    made = at_dawn(make_issue(body=[block("heading", words)], subject=words, preheader=words))
    document = lxml_html.document_fromstring(made.html)
    assert document.xpath("//script") == []
    assert words in [heading.text_content() for heading in document.iter("h2")]
    assert document.findtext(".//title") == words
    assert words in lxml_html.document_fromstring(made.page).text_content()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
@example("\ue000unsubscribe\ue001")
@example("zz0zz zz1zz")
@example("&lt;b&gt;\\u{e000}")
@pytest.mark.django_db
def test_whatever_is_typed_is_what_readers_see(words: str) -> None:
    issue = Issue(newsletter=Newsletter(name=words, slug="tide", language="en", postal_address=words), subject=words)
    issue.body = [block("heading", words), block("button", {"words": words, "url": f"https://a.example/?{words}"})]
    made = at_dawn(issue)
    bare = slots.without(words)
    document = lxml_html.document_fromstring(made.html)
    assert document.xpath("//h1")[0].text_content() == bare
    assert document.xpath("//h2")[0].text_content() == bare
    assert f"https://a.example/?{bare}" in document.xpath("//a/@href")
    assert [slots.PATTERN.findall(version) for version in (made.html, made.text)] == [
        ["unsubscribe", "preferences"]
    ] * 2
    assert made.subject == " ".join(bare.split())


def test_a_subject_is_one_line(db: None) -> None:
    assert at_dawn(make_issue(subject="One\r\nBcc: all@example.org")).subject == "One Bcc: all@example.org"


def test_a_story_that_is_not_public_is_in_no_mail_but_shown_at_the_desk(db: None) -> None:
    draft = make_story("The pier is for sale", live=False)
    issue = make_issue(body=[story_block(draft.pk)])
    assert "The pier is for sale" not in at_dawn(issue).html + at_dawn(issue).text + at_dawn(issue).page
    assert "The pier is for sale" in at_dawn(issue, desk=True).html
    assert "it is not published" in at_dawn(issue, desk=True).text


def test_a_killed_story_goes_from_the_page_of_an_issue(db: None) -> None:
    story = make_story("The pier is sold")
    issue = make_issue(body=[story_block(story.pk)])
    assert "The pier is sold" in letters.page(issue)
    kill(story, None, "It was not.")
    assert letters.page(issue) == ""


def test_an_editor_may_leave_the_picture_out_and_say_it_in_other_words(db: None) -> None:
    story = make_story("The pier", hero=make_picture("Pier"))
    issue = make_issue(body=[story_block(story.pk, headline="Sold!", teaser="To whom?", picture=False)])
    made = at_dawn(issue)
    assert "<img" not in made.html
    assert "Sold!\nTo whom?\n" in made.text
    assert "The pier" not in made.text


def test_the_size_counts_the_addresses_of_a_reader(db: None) -> None:
    made = letter()
    assert made.html_size > len(slots.PATTERN.sub("", made.html).encode()) + 2 * 100


def test_readers_can_have_every_picture_of_a_mail_that_went_out(pressing: Pressing) -> None:
    """The page in the archive shows it, so it is public, for as long as the page is."""
    issue = issue_of_everything()
    freezing.compile_issue(issue)
    pressing.settle()
    pictures = re.findall(r'src="https://ledger.example(/media/[^"]+)"', compose(issue).html)
    assert len(pictures) == 2
    assert (pressing.folder.plates / relative(pictures[0])).exists()
    assert pressing.read("/newsletters/morning-tide/2026-11-23/") is not None
