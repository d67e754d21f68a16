"""A brief on the desk's home: from thought to published in one screen, corrected, withdrawn, grown into a story."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from broadsheet.briefs.actions import write
from broadsheet.briefs.actions.write import rewrite
from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.desk.tests import forms
from broadsheet.kit import clock
from broadsheet.proofreading.models import HouseRule
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing

TYPED = "Fog on the bay. The pilots wait.\n\nNothing sails."


def send(client: Client, typed: str = TYPED, do: str = "publish", **more: str) -> str:
    """What the desk says to it."""
    data = {"typed": typed, "language": "en", "sending": str(uuid4()), "do": do, **more}
    return client.post(reverse("desk_brief"), data, follow=True).content.decode()


def correct(client: Client, made: Brief, typed: str) -> str:
    data = {"typed": typed, "sending": str(uuid4()), "do": "publish"}
    return client.post(reverse("desk_brief_correct", args=(made.pk,)), data, follow=True).content.decode()


def offered(said: str) -> str:
    """What the button that undoes it would send."""
    (offer,) = re.findall(r'data-undo>.*?name="offer" value="([^"]+)"', said)
    return str(offer)


def undo(client: Client, made: Brief, offer: str) -> str:
    return client.post(reverse("desk_brief_undo", args=(made.pk,)), {"offer": offer}, follow=True).content.decode()


def test_it_is_written_and_published_on_the_home(editor: Client, pressing: Pressing) -> None:
    home = editor.get("/desk/").content.decode()
    assert f'action="{reverse("desk_brief")}"' in home
    assert "Published. Readers can see it." in send(editor)
    made = Brief.objects.get()
    assert (made.headline, made.paragraphs) == ("Fog on the bay.", ["The pilots wait.", "Nothing sails."])
    pressing.settle()
    assert "Nothing sails." in (pressing.read(made.url or "") or "")


def test_the_form_on_the_home_has_what_protects_it(editor: Client) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="ebo"))
    home = client.get("/desk/").content.decode()
    token = re.findall(r'action="/desk/brief/".*?csrfmiddlewaretoken" value="(\w+)"', home, re.S)[0]
    send(client)
    assert not Brief.objects.exists()
    send(client, csrfmiddlewaretoken=token)
    assert Brief.objects.exists()


def test_sent_twice_it_is_one_brief(editor: Client) -> None:
    same = str(uuid4())
    send(editor, sending=same)
    send(editor, sending=same)
    assert Brief.objects.count() == 1


def test_a_draft_is_kept_and_nobody_sees_it(editor: Client) -> None:
    send(editor, do="draft")
    assert not Brief.objects.get().live


def test_who_may_not_publish_submits_whatever_is_sent(reporter: Client, editor: Client) -> None:
    assert "Submit to an editor" in reporter.get("/desk/").content.decode()
    assert "Submitted" in send(reporter, do="publish")
    made = Brief.objects.get()
    assert not made.live
    assert made.workflow_in_progress
    assert "Fog on the bay." in editor.get("/desk/").content.decode()


def test_what_makes_no_brief_comes_back_with_the_reason(editor: Client) -> None:
    text = send(editor, typed="!!!")
    assert "!!!</textarea>" in text
    assert "needs at least one letter" in text
    assert not Brief.objects.exists()


def test_a_correction_is_published_at_the_same_address(editor: Client, pressing: Pressing) -> None:
    send(editor)
    made = Brief.objects.get()
    correct = reverse("desk_brief_correct", args=(made.pk,))
    page = editor.get(correct).content.decode()
    assert "Fog on the bay.\n\nThe pilots wait." in page
    assert "Publish the correction" in page
    corrected = {"typed": "Thin fog on the bay. The pilots wait.", "sending": str(uuid4()), "do": "publish"}
    editor.post(correct, corrected)
    pressing.settle()
    now = Brief.objects.get()
    assert (now.headline, now.url) == ("Thin fog on the bay.", made.url)
    assert "Thin fog" in (pressing.read(made.url or "") or "")


def test_a_correction_kept_as_a_draft_changes_nothing_for_readers(editor: Client) -> None:
    send(editor)
    made = Brief.objects.get()
    correct = reverse("desk_brief_correct", args=(made.pk,))
    editor.post(correct, {"typed": "Thin fog.", "sending": str(uuid4()), "do": "draft"})
    assert Brief.objects.get().headline == "Fog on the bay."
    assert "Thin fog." in editor.get(correct).content.decode()


def test_it_is_withdrawn(editor: Client, pressing: Pressing) -> None:
    send(editor)
    made = Brief.objects.get()
    pressing.settle()
    editor.post(reverse("desk_brief_withdraw", args=(made.pk,)))
    pressing.settle()
    assert pressing.read(made.url or "") is None
    again = editor.post(reverse("desk_brief_withdraw", args=(made.pk,)), follow=True)
    assert "It is not published." in again.content.decode()


def test_it_is_undone_at_once_and_what_was_typed_is_there_again(editor: Client, pressing: Pressing) -> None:
    said = send(editor)
    made = Brief.objects.get()
    assert "The pilots wait." in undo(editor, made, offered(said))
    assert not Brief.objects.get().live
    pressing.settle()
    assert pressing.read(made.url or "") is None


def test_what_was_undone_and_published_anew_is_undone_again(editor: Client) -> None:
    """However long ago readers had it first."""
    said = send(editor)
    made = Brief.objects.get()
    undo(editor, made, offered(said))
    Brief.objects.update(shown_from=clock.now() - timedelta(minutes=5))
    again = correct(editor, made, "Thin fog on the bay.")
    undo(editor, made, offered(again))
    assert not Brief.objects.get().live


def test_a_correction_does_not_offer_to_take_off_the_whole_brief_nor_does_the_offer_of_before(editor: Client) -> None:
    said = send(editor)
    made = Brief.objects.get()
    assert "data-undo" not in correct(editor, made, "Thin fog on the bay.")
    assert "corrected or withdrawn since" in undo(editor, made, offered(said))
    assert Brief.objects.get().live
    older = brief("The ferry is late.", at=clock.now() - timedelta(days=1))
    assert "data-undo" not in correct(editor, older, "The ferry is on time.")


def test_what_has_been_out_for_a_while_is_not_undone_but_withdrawn_with_a_reason(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = send(editor)
    made = Brief.objects.get()
    with monkeypatch.context() as later:
        later.setattr(write, "UNDONE_WITHIN", timedelta(seconds=-1))
        assert "too long" in undo(editor, made, offered(said))
    assert "too long" in undo(editor, made, "made-up")
    assert Brief.objects.get().live
    editor.post(reverse("desk_brief_withdraw", args=(made.pk,)), {"why": "A pilot denies it."})
    assert not Brief.objects.get().live
    assert ModelLogEntry.objects.get(action="release.withdraw").data == {"reason": "A pilot denies it."}


def test_readers_are_told_what_was_corrected(editor: Client, pressing: Pressing) -> None:
    send(editor)
    made = Brief.objects.get()
    correct = reverse("desk_brief_correct", args=(made.pk,))
    given = {"typed": "Fog on the sea.", "sending": str(uuid4()), "do": "publish", "note": "It is not the bay."}
    editor.post(correct, given)
    pressing.settle()
    for url in (made.url or "", "/news-feed/", "/rails/news-feed.html"):
        assert "It is not the bay." in (pressing.read(url) or ""), url


def test_a_reporter_cannot_withdraw(reporter: Client) -> None:
    made = brief("Fog on the bay.")
    reporter.post(reverse("desk_brief_withdraw", args=(made.pk,)))
    assert Brief.objects.get().live


def test_publishing_is_not_around_the_gate(editor: Client) -> None:
    send(editor, do="draft")
    made = Brief.objects.get()
    hold(made, None, "A pilot denies it.")
    correct = reverse("desk_brief_correct", args=(made.pk,))
    answer = editor.post(correct, {"typed": TYPED, "sending": str(uuid4()), "do": "publish"}, follow=True)
    assert "It is on hold" in answer.content.decode()
    kill(made, None, "Untrue.")
    answer = editor.post(correct, {"typed": TYPED, "sending": str(uuid4()), "do": "publish"}, follow=True)
    assert "nothing brings it back" in answer.content.decode()


def test_what_somebody_else_has_locked_is_not_rewritten(editor: Client, db: None) -> None:
    made = brief("Fog on the bay.")
    other = User.objects.create_user("other")
    made.locked, made.locked_by = True, other
    made.save()
    with pytest.raises(Refused):
        rewrite(Brief.objects.get(), TYPED, User.objects.get(username="ebo"))


def test_it_grows_into_a_draft_story_that_leads_back(reporter: Client, editor: Client, harbour: Section) -> None:
    send(editor)
    made = Brief.objects.get()
    grow = reverse("desk_brief_grow", args=(made.pk,))
    assert grow in editor.get("/desk/").content.decode()
    answer = reporter.post(grow, {"section": harbour.pk})
    story = StoryPage.objects.get()
    assert answer.headers["location"] == reverse("wagtailadmin_pages:edit", args=(story.pk,))
    assert (story.title, story.live) == ("Fog on the bay", False)
    texts = [block["value"] for block in story.body.raw_data]
    assert texts == ["<p>Fog on the bay.</p>", "<p>The pilots wait.</p>", "<p>Nothing sails.</p>"]
    assert f"https://ledger.example{made.url}" in story.ednote
    assert reporter.get(answer.headers["location"]).status_code == 200


KIEV = HouseRule(pattern="Kiev", suggestion="Kyiv", reason="As its people write it.")


def test_house_style_is_told_of_what_went_out(editor: Client) -> None:
    KIEV.pk, KIEV.blocking = None, False
    KIEV.save()
    said = send(editor, "Fog in Kiev. The pilots wait.")
    assert Brief.objects.get().live
    assert "“Kiev”: the house writes “Kyiv”. As its people write it." in said


def test_what_house_style_keeps_in_is_mended_where_it_was_typed(editor: Client) -> None:
    """By the quick form and by the editor; what was typed is lost in neither."""
    KIEV.pk, KIEV.blocking = None, True
    KIEV.save()
    same = str(uuid4())
    said = send(editor, "Fog in Kiev. The pilots wait.", sending=same)
    assert "the house writes “Kyiv”" in said
    assert "The pilots wait." in said
    assert not Brief.objects.exists()
    send(editor, "Fog in Kyiv. The pilots wait.", sending=same)
    assert [(one.headline, one.live) for one in Brief.objects.all()] == [("Fog in Kyiv.", True)]
    add = reverse(Brief.snippet_viewset.get_url_name("add"))
    answer = editor.post(add, {**forms.brief("Rain in Kiev.", "Much of it."), "action-publish": "action-publish"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "the house writes “Kyiv”" in page
    assert "Much of it." in page
    assert not Brief.objects.filter(live=True, headline__contains="Kiev").exists()


def test_what_readers_have_already_is_corrected_all_the_same(editor: Client) -> None:
    made = brief("Fog in Kiev.", "The pilots wait.")
    KIEV.pk, KIEV.blocking = None, True
    KIEV.save()
    data = {"typed": "Fog in Kiev. The pilots wait at noon.", "sending": str(uuid4()), "do": "publish"}
    editor.post(reverse("desk_brief_correct", args=(made.pk,)), data)
    assert Brief.objects.get().paragraphs == ["The pilots wait at noon."]
