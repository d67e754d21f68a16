"""What is looked at before publishing, and what is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from broadsheet.kit import clock
from broadsheet.pictures.factories import make_picture
from broadsheet.proofreading import elsewhere
from broadsheet.proofreading.models import Elsewhere, HouseRule
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.registries import checks
from broadsheet.stories.checks.links import links_elsewhere
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


def advice(story: StoryPage) -> list[str]:
    return [finding.sentence for finding in checks.look(story, blocking=False)]


def refusals(story: StoryPage) -> list[str]:
    return [finding.check for finding in checks.look(story, blocking=True)]


def quote(**more: Any) -> dict[str, Any]:
    return block("quote", {"words": "Nobody  closed it.", "speaker": "", "source": None, **more})


def linking(html: str, title: str = "Linking") -> StoryPage:
    return make_story(title, body=paragraphs(html), live=False)


def test_a_whole_story_is_told_nothing() -> None:
    story = make_story(body=[*paragraphs("Fog."), quote(speaker="Ada Fenn")], hero=make_picture(), live=False)
    assert (advice(story), refusals(story)) == ([], [])


def test_what_refuses_is_what_the_story_lacks() -> None:
    story = make_story(live=False, headline_is_working=True, hero=make_picture(credit=""))
    assert refusals(story) == ["working headline", "credit and alternative"]
    assert len(list(story.unready())) == 2


def test_nobody_is_named() -> None:
    assert advice(make_story(by=[], live=False)) == ["Nobody is named as its author."]


def test_there_is_no_text() -> None:
    assert advice(make_story(body=[], live=False)) == ["It has no text yet."]


def test_a_quotation_without_a_speaker() -> None:
    [sentence] = advice(make_story(body=[quote()], live=False))
    assert "“Nobody closed it.”" in sentence


def test_a_headline_longer_than_a_card() -> None:
    assert advice(make_story("x" * 110, live=False)) == []
    [sentence] = advice(make_story("y" * 111, live=False))
    assert "111" in sentence


@pytest.mark.parametrize(("days", "words"), [(6, "disappears then"), (-1, "do not cover today"), (8, "")])
def test_rights_that_end(days: int, words: str) -> None:
    picture = make_picture(rights_until=clock.now() + timedelta(days=days))
    said = " ".join(advice(make_story(body=[block("picture", {"picture": picture.pk})], live=False)))
    assert words in said
    assert bool(said) is bool(words)


def test_what_it_links_to_is_under_embargo() -> None:
    other = make_story("Council budget leaks", live=False)
    embargo(other, None, clock.now() + timedelta(hours=2))
    other.save_revision().publish()
    inline = linking(f'<a linktype="page" id="{other.pk}">See</a>')
    related = make_story("Related", body=[*paragraphs("Fog."), block("related", {"story": other.pk})], live=False)
    for story in (inline, related):
        [sentence] = advice(story)
        assert "Council budget leaks" in sentence
        assert "under embargo until" in sentence


def test_what_it_links_to_is_a_draft_or_public() -> None:
    draft, public = make_story("A draft", live=False), make_story("Public")
    [sentence] = advice(linking(f'<a linktype="page" id="{draft.pk}">See</a>'))
    assert "(Draft)" in sentence
    assert advice(linking(f'<a linktype="page" id="{public.pk}">See</a>', "Another")) == []


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("https://authority.example/report", False),
        ("mailto:ada@ledger.example", False),
        ("https://8.8.8.8/", False),
        ("https://contest.example/", False),
        ("http://localhost:8000/", True),
        ("http://192.168.1.7/report", True),
        ("https://staging.ledger.example/x/", True),
        ("https://ledger.example/desk/pages/4/edit/", True),
        ("http://fileserver/report.pdf", True),
        ("http://[broken/", True),
    ],
)
def test_links_that_only_the_newsroom_can_open(url: str, refused: bool) -> None:
    assert bool(advice(linking(f'<a href="{url}">See</a>'))) is refused


def test_an_address_of_ours_that_readers_do_not_have(settings: Any) -> None:
    settings.PAPER_BASE_URL = "https://ledger.example"
    other, public = make_story("Council budget leaks", live=False), make_story("Public")
    embargo(other, None, clock.now() + timedelta(hours=2))
    other.save_revision().publish()
    for n, url in enumerate((other.url, f"https://ledger.example{other.url}?from=desk#b-1")):
        [sentence] = advice(linking(f'<a href="{url}">See</a>', f"Linking {n}"))
        assert "“Council budget leaks”, which is under embargo until" in sentence
    for n, url in enumerate((public.url, f"https://ledger.example{public.url}plain/", "#b-1", "/healthz", "/")):
        assert advice(linking(f'<a href="{url}">See</a>', f"Other {n}")) == []
    for n, url in enumerate(("/harbour/nothing/", "/no-such-thing", "/news-feed/2026/01/01/x/")):
        [sentence] = advice(linking(f'<a href="{url}">See</a>', f"Nowhere {n}"))
        assert "there is no such page of ours" in sentence
    [sentence] = advice(linking('<a href="/desk/pages/4/">See</a>', "Desk"))
    assert "a place that readers cannot open" in sentence


def test_a_page_that_was_deleted() -> None:
    [sentence] = advice(linking('<a linktype="page" id="99999">See</a>'))
    assert "is not there any more" in sentence


@pytest.mark.parametrize(
    ("state", "words"), [("gone", "its server says 404"), ("nobody", "no server of that name"), ("there", "")]
)
def test_what_was_found_elsewhere(state: str, words: str) -> None:
    url = "https://authority.news/report?a=1&b=2"
    story = linking(f'<a href="{url.replace("&", "&amp;")}">See</a>')
    assert elsewhere.notice(links_elsewhere(story))
    assert advice(story) == []
    Elsewhere.objects.update(state=state, status=404, looked_at=clock.wall())
    assert [words in sentence for sentence in advice(story)] == ([True] if words else [])


def test_house_style_says_where_and_what_instead() -> None:
    HouseRule.objects.create(pattern="Kiev", suggestion="Kyiv", reason="So its people call it.")
    body = [*paragraphs("To <i>Kiev</i>."), quote(words="Kiev is far.", speaker="Ada Fenn")]
    story = make_story("Kiev calls", body=body, live=False)
    title, text = [one.remark for one in checks.look(story, blocking=False)]
    assert title is not None
    assert text is not None
    assert title.sentence == "“Kiev”: the house writes “Kyiv”. So its people call it."
    assert (title.place, title.words, title.instead) == ("title", "Kiev", "Kyiv")
    assert text.place == body[0]["id"]
    assert refusals(story) == []


def test_a_rule_that_keeps_in_stops_what_is_new() -> None:
    HouseRule.objects.create(pattern="TK", reason="A note to oneself.", blocking=True)
    story = make_story(body=paragraphs("TK boats."), live=False)
    assert list(story.unready()) == ["“TK”: the house does not write this. A note to oneself."]
    with pytest.raises(ValidationError, match="A note to oneself"):
        story.save_revision().publish()
    out = make_story("Out", body=paragraphs("TK boats."))
    assert refusals(out) == []
    assert advice(out) == ["“TK”: the house does not write this. A note to oneself."]


def test_what_nobody_reads_to_its_end() -> None:
    endless = make_story("Endless", body=paragraphs("It blew " * 26, "Fog. " * 151), live=False)
    sentence, wall = advice(endless)
    assert sentence.startswith("A sentence of 52 words is seldom read to its end: “It blew It blew")
    assert wall.startswith("A paragraph of 151 words is a wall on a phone: “Fog. Fog.")
    assert advice(make_story("Read", body=paragraphs(f"{'It blew. ' * 40}<i>Then</i> it rained."), live=False)) == []
