"""A brief that was handed in speaks the newsroom's words, as a story does."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.briefs.models import Brief
from broadsheet.desk.tests import forms

WAGTAILS = re.compile(r"moderation|reviewers?\b|this task|workflow(?!-|_)", re.IGNORECASE)


@pytest.fixture
def brief(reporter: Client) -> Brief:
    """Which Ada has handed in."""
    answer = reporter.post(_url("add"), {**forms.brief("Fog on the bay.", "They wait."), "action-submit": "1"})
    assert answer.status_code == 302
    return Brief.objects.get()


def _url(name: str, *args: object) -> str:
    return reverse(Brief.snippet_viewset.get_url_name(name), args=args)


def _read(client: Client, path: str) -> str:
    """What a person reads there."""
    page = client.get(path).content.decode()
    bare = re.sub(r"<(script|style|template)\b.*?</\1>|<[^>]*>", " ", page, flags=re.S)
    return " ".join(bare.split())


def _decide(client: Client, brief: Brief, action: str, comment: str = "") -> str:
    """What the desk says to an editor's decision."""
    sent = {
        **forms.brief("Fog on the bay.", "They wait."),
        "action-workflow-action": "true",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps({"comment": comment}),
    }
    return client.post(_url("edit", brief.pk), sent, follow=True).content.decode()


def test_its_writer_sees_who_has_it_and_takes_it_back(reporter: Client, brief: Brief) -> None:
    said = _read(reporter, _url("edit", brief.pk))
    assert "You handed it in on " in said
    assert "it waits for: Chief editor, Editor. Take it back and go on writing" in said
    assert not WAGTAILS.search(said), WAGTAILS.search(said)
    answer = reporter.post(
        _url("edit", brief.pk), {**forms.brief("Mine", "New."), "action-cancel-workflow": "1"}, follow=True
    )
    assert "“Fog on the bay” was taken back: no editor waits for it any more." in answer.content.decode()
    assert not brief.workflow_states.active()


def test_an_editor_sees_who_handed_it_in_and_publishes_it(editor: Client, brief: Brief) -> None:
    said = _read(editor, _url("edit", brief.pk))
    assert "ada handed it in on " in said
    assert "Publish it, or ask for changes, with the arrow at the foot." in said
    assert not WAGTAILS.search(said), WAGTAILS.search(said)
    assert "“Fog on the bay” is approved and published." in _decide(editor, brief, "approve")
    assert Brief.objects.get().live


def test_what_the_editor_wants_changed_stands_above_it_and_on_the_home(
    reporter: Client, editor: Client, brief: Brief
) -> None:
    assert "It went back to the writer: “Fog on the bay”." in _decide(editor, brief, "reject", "Which bay?")
    assert re.search(r"ebo asked for changes on [^<]*: “Which bay\?”", _read(reporter, _url("edit", brief.pk)))
    assert "An editor asks for changes: “Which bay?”" in _read(reporter, "/desk/")


def test_the_home_says_with_whom_it_is_and_offers_to_write_only_what_may_be_written(
    reporter: Client, brief: Brief
) -> None:
    correct = f'href="{reverse("desk_brief_correct", args=(brief.pk,))}"'
    home = reporter.get("/desk/").content.decode()
    assert 'Fog on the bay.</a> · <span class="w-help-text">Waits for an editor</span>' in home
    assert correct not in home
    brief.current_workflow_task_state.reject(User.objects.get_or_create(username="ebo")[0], comment="")
    assert re.search(rf"{re.escape(correct)}>Write on<", reporter.get("/desk/").content.decode())
