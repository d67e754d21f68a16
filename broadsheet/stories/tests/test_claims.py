"""What paragraphs claim: marked at the desk, held against their text, looked at again, counted, told to readers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from broadsheet.release.registries import checks
from broadsheet.sourcing.factories import make_source
from broadsheet.stories import ledger, pages, plain_stories
from broadsheet.stories.actions.approve import approve
from broadsheet.stories.actions.publish import publish
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.ledger import Place, Rests, statements, weakness
from broadsheet.stories.models import StoryClaim, StoryPage
from broadsheet.stories.unnamed import claims as unnamed_claims
from broadsheet.stories.unnamed import wanting_approval

pytestmark = pytest.mark.django_db

GATES, FOG = "The gates were never greased.", "Fog lay over the bay."


def claim(of: dict[str, Any], how: str = "said", words: str = GATES, **fields: Any) -> StoryClaim:
    text_hash = ledger.hash_of(ledger.text_of(of["value"]))
    return StoryClaim(block=of["id"], text_hash=text_hash, words=words, how=how, **fields)


def make_claimed(*rows: tuple[int, str, dict[str, Any]], live: bool = True, **fields: Any) -> StoryPage:
    """A story of two paragraphs; each row is a paragraph's number, how it is known, and more."""
    body = paragraphs(FOG, GATES)
    found = [claim(body[n], how, **more) for n, how, more in rows]
    return make_story(body=body, claims=found, live=live, **fields)


def page_of(story: StoryPage) -> str:
    return pages.preview(StoryPage.objects.get(pk=story.pk)).decode()


# -- what a statement rests on


@pytest.mark.parametrize(
    ("grounds", "rests"),
    [
        (["nothing"], Rests.NOTHING),
        (["unnamed"], Rests.UNNAMED),
        (["unnamed", "nothing"], Rests.UNNAMED),
        (["unnamed", "document"], None),
        (["unnamed", "unnamed"], None),
        (["reported"], Rests.OTHERS),
        (["reported", "reported"], Rests.OTHERS),
        (["reported", "seen"], None),
        (["said"], None),
    ],
)
def test_what_is_too_little(grounds: list[str], rests: Rests | None) -> None:
    assert weakness(grounds) is rests


def test_rows_of_the_same_words_are_one_statement() -> None:
    story = make_claimed(
        (1, "unnamed", {}), (1, "document", {"words": GATES.upper()}), (0, "nothing", {"words": FOG})
    )
    found = statements(story.claims.all(), story.body.raw_data)
    assert [(each.words, len(each.rows), each.weak) for each in found] == [
        (FOG, 1, Rests.NOTHING),
        (GATES, 2, None),
    ]


def test_a_claim_knows_when_its_paragraph_changed_moved_or_went() -> None:
    story: Any = make_claimed((1, "said", {}))
    first, second = story.body.raw_data
    places = {
        Place.HOLDS: [second, first],
        Place.CHANGED: [first, {**second, "value": "<p>The gates were greased.</p>"}],
        Place.GONE: [first],
    }
    for place, body in places.items():
        assert statements(story.claims.all(), body)[0].place is place
    bold = [first, {**second, "value": "<p>The <b>gates</b> were&nbsp;never greased.</p>"}]
    assert statements(story.claims.all(), bold)[0].place is Place.HOLDS, "type is no word"


def test_a_new_row_takes_hash_and_words_from_its_paragraph() -> None:
    (paragraph,) = paragraphs(GATES)
    row = StoryClaim(block=paragraph["id"])
    ledger.settle([row], [paragraph])
    assert (row.words, row.text_hash) == (GATES, ledger.hash_of(GATES))


# -- with the draft, and published with it


def test_readers_get_a_claim_with_the_words_that_it_is_about() -> None:
    story = make_claimed((1, "said", {"shown": True, "speaker": "Mara Fell"}))
    draft = story.get_latest_revision_as_object()
    draft.claims = [*draft.claims.all(), claim(draft.body.raw_data[0], "seen", FOG, shown=True)]
    draft.save_revision()
    assert StoryClaim.objects.filter(page=story.pk).count() == 1
    publish(StoryPage.objects.get(pk=story.pk), User.objects.create_superuser("cleo"))
    assert [row.how for row in StoryClaim.objects.filter(page=story.pk)] == ["said", "seen"]


# -- what readers see


def test_readers_see_what_is_ticked_for_them() -> None:
    source = make_source("Saltline", link="https://saltline.example/")
    story = make_claimed(
        (1, "reported", {"shown": True, "source": source, "link": "https://saltline.example/7", "note": "call Odo"}),
        (0, "seen", {"words": "Fog was thick.", "shown": False}),
        (0, "nothing", {"words": "Fog was cold.", "shown": True}),
    )
    text = page_of(story)
    assert "<dt>Reported by others</dt>" in text
    assert f'<a href="#b-{story.body.raw_data[1]["id"][:8]}">{GATES}</a>' in text
    assert f'id="b-{story.body.raw_data[1]["id"][:8]}"' in text
    assert '<a href="https://saltline.example/">Saltline</a>, the port authority&#x27;s own news agency.' in text
    assert '<a href="https://saltline.example/7">More there</a>' in text
    for kept in ("call Odo", "thick", "Fog was cold"):
        assert kept not in text


def test_what_lost_its_paragraph_is_not_told() -> None:
    story: Any = make_claimed((1, "said", {"shown": True, "words": "Nobody greased them."}))
    assert "Nobody greased them." in page_of(story)
    story.body = story.body.raw_data[:1]
    story.save()
    assert "Nobody greased them." not in page_of(story)


def test_a_second_leg_does_not_say_the_words_again() -> None:
    story = make_claimed(
        (1, "said", {"shown": True, "words": "Nobody greased them", "speaker": "Mara Fell"}),
        (1, "document", {"shown": True, "words": "Nobody greased them", "speaker": "the log of the lock"}),
        (1, "social", {"shown": True, "words": "Nobody greased them", "link": "https://social.example/7"}),
    )
    text = page_of(story)
    assert text.count("Nobody greased them.") == 1
    assert "<dt>In a document</dt><dd>The log of the lock.</dd>" in text
    assert '<dd> <a href="https://social.example/7">More there</a></dd>' in text


def test_the_plain_page_tells_it_too() -> None:
    story = make_claimed((1, "said", {"shown": True, "words": "Nobody greased them", "speaker": "<Mara> Fell"}))
    text = plain_stories._body(StoryPage.objects.get(pk=story.pk), "en").decode()
    assert "<dt>Said to us</dt><dd>Nobody greased them. &lt;Mara&gt; Fell.</dd>" in text


# -- before publishing


@pytest.fixture
def ebo(db: None) -> User:
    return User.objects.create_superuser("ebo")


@pytest.fixture
def cleo(db: None) -> User:
    return User.objects.create_superuser("cleo")


def test_one_unnamed_source_needs_a_second_editor(ebo: User, cleo: User) -> None:
    story = make_claimed((1, "unnamed", {"speaker": "a lock keeper"}), live=False, owner=ebo)
    (found,) = wanting_approval(story.get_latest_revision_as_object())
    assert (found.words, found.who, found.place) == (GATES, "a lock keeper", story.body.raw_data[1]["id"])
    with pytest.raises(Exception, match=r"never greased\.” rests on one source that is not named"):
        publish(story, ebo)
    approve(story, cleo, found.key)
    assert publish(story, ebo).public


def test_with_a_second_leg_or_without_its_paragraph_it_needs_none() -> None:
    both = make_claimed((1, "unnamed", {}), (1, "document", {}))
    assert not unnamed_claims(both)
    gone: Any = make_claimed((1, "unnamed", {}), title="Gates, once more")
    gone.body = [block("paragraph", "<p>Fog.</p>")]
    assert not unnamed_claims(gone)


def advice(story: StoryPage) -> list[str]:
    return [each.sentence for each in checks.look(story, blocking=False) if each.check == "claims"]


def test_the_checks_count_what_stands_on_little() -> None:
    story: Any = make_claimed(
        (0, "nothing", {"words": "Fog is cold."}),
        (0, "nothing", {"words": "Fog is grey."}),
        (1, "reported", {}),
        (1, "seen", {"words": "Not greased"}),
    )
    assert advice(story) == ["2 claims rest on nothing. 1 claim rests on others' word alone."]
    story.body = [{**story.body.raw_data[0], "value": "<p>Fog lay on the sea.</p>"}]
    assert advice(story) == [
        "2 claims rest on nothing. The words of 2 claims have changed since: look again. "
        "The paragraphs of 2 claims are gone."
    ]


# -- the screens


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_screen_of_a_story_says_what_each_claim_rests_on(cleo: User) -> None:
    story = make_claimed((1, "reported", {"source": make_source("Saltline"), "note": "ask Odo"}), live=False)
    text = signed_in(cleo).get(reverse("stories_claims", args=(story.pk,))).content.decode()
    for told in (GATES, "It rests on others&#x27; word alone.", "Reported by others", "Saltline", "ask Odo"):
        assert told in text


def test_the_report_lists_drafts_and_published_stories(cleo: User) -> None:
    out = make_claimed((1, "reported", {}), title="Gates out")
    make_claimed((1, "said", {}), title="Gates well")
    drafted = make_claimed((1, "nothing", {}), title="Gates drafted", live=False)
    client, address = signed_in(cleo), reverse("stories_claims_report")
    found = {
        query: [line.title for line in client.get(address, json.loads(query)).context["lines"]]
        for query in (
            "{}",
            '{"state": "published"}',
            '{"rests": "unnamed"}',
            '{"state": "published", "rests": "others"}',
        )
    }
    assert list(found.values()) == [[drafted.title], [out.title], [], [out.title]]


def test_who_has_no_part_in_the_paper_sees_neither(db: None) -> None:
    story, client = make_claimed((1, "nothing", {})), Client()
    client.force_login(User.objects.create_user("nobody"))
    for address in (reverse("stories_claims", args=(story.pk,)), reverse("stories_claims_report")):
        assert client.get(address).status_code in (302, 403)


# -- the editor's form, and other ways of a story


def form_of(story: StoryPage, rows: list[dict[str, Any]]) -> dict[str, Any]:
    draft = story.get_latest_revision_as_object()
    body = [(item["type"], rich_text(item["value"]), item["id"]) for item in draft.body.raw_data]
    stream: dict[str, Any] = {"count": str(len(body))}
    for number, (kind, value, key) in enumerate(body):
        stream |= {str(number): {"type": kind, "value": value, "id": key, "order": str(number), "deleted": ""}}
    empty = inline_formset([])
    inline = {"bylines": empty, "story_topics": empty, "evidence": empty, "comments": empty}
    fields = {"title": story.title, "slug": story.slug, "body": stream, "claims": inline_formset(rows), **inline}
    return nested_form_data(fields)


def test_the_open_editor_is_told_hash_and_words_by_its_own_saving(cleo: User) -> None:
    story = make_story(body=paragraphs(FOG, GATES), live=False, by=())
    client, edit = signed_in(cleo), reverse("wagtailadmin_pages:edit", args=(story.pk,))
    marked = {"block": story.body.raw_data[1]["id"], "text_hash": "", "words": "", "how": "said"}
    answer = client.post(edit, form_of(story, [marked]), headers={"Accept": "application/json"})
    updates = answer.json()["field_updates"]
    assert updates["claims-0-words"] == GATES
    assert updates["claims-0-text_hash"] == updates["claims-0-text_now"] == ledger.hash_of(GATES)
    content = story.revisions.latest("pk").content
    assert [(row["words"], row["text_hash"]) for row in content["claims"]] == [(GATES, ledger.hash_of(GATES))]
    assert ledger.hash_of(GATES) in client.get(edit).content.decode()
