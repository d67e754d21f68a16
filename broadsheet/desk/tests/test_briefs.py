"""A brief's way at the desk: written, submitted, published, taken in, killed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from broadsheet.briefs.models import Brief
from broadsheet.desk.tests import forms
from broadsheet.press import consequences
from broadsheet.press.consequences import Consequences
from broadsheet.press.models import Change
from broadsheet.press.watch import Changed, decode
from tests.pressing import Pressing


def url(name: str, *args: object) -> str:
    return reverse(Brief.snippet_viewset.get_url_name(name), args=args)


def changes() -> list[Changed]:
    """What waits in the outbox."""
    rows = Change.objects.values_list("table", "row", "before", "after")
    return [change for row in rows if (change := decode(*row))]


def test_an_editor_writes_and_publishes_in_one_go(editor: Client, pressing: Pressing) -> None:
    answer = editor.post(
        url("add"), {**forms.brief("Fog on the bay.", "The pilots wait."), "action-publish": "action-publish"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    made = Brief.objects.get()
    assert made.live
    pressing.settle()
    assert "The pilots wait." in (pressing.read(made.url or "") or "")
    assert "Fog on the bay." in (pressing.read("/rails/news-feed.html") or "")


def test_where_the_headline_goes_can_be_seen_while_it_is_empty(editor: Client) -> None:
    field = re.search(r'<textarea[^>]*name="headline"[^>]*>', editor.get(url("add")).content.decode())
    assert field is not None
    assert 'placeholder="Headline"' in field[0]
    assert "data-one-line" in field[0], "as many lines as the sentence takes"


def test_a_reporter_cannot_publish(reporter: Client, pressing: Pressing) -> None:
    answer = reporter.post(
        url("add"), {**forms.brief("Fog on the bay."), "action-publish": "action-publish"}, follow=True
    )
    assert answer.status_code == 200
    assert not Brief.objects.filter(live=True).exists()


def test_a_reporter_submits_and_an_editor_approves(reporter: Client, editor: Client, pressing: Pressing) -> None:
    reporter.post(url("add"), {**forms.brief("Fog on the bay."), "action-submit": "action-submit"})
    made = Brief.objects.get()
    assert not made.live
    state = made.current_workflow_task_state
    assert state is not None
    assert "Fog on the bay." in editor.get(reverse("wagtailadmin_home")).content.decode()
    editor.post(url("workflow_action", made.pk, "approve", state.pk), {"comment": ""})
    made.refresh_from_db()
    assert made.live


def test_autosaving_a_draft_is_no_work_for_the_press(editor: Client, pressing: Pressing) -> None:
    editor.post(url("add"), forms.brief("Fog on the bay."))
    made = Brief.objects.get()
    pressing.settle()
    for n in range(3):
        answer = editor.post(
            url("edit", made.pk),
            {**forms.brief(f"Fog, {n}"), "overwrite_revision_id": ""},
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 200
        assert answer.json()["success"]
    made.refresh_from_db()
    assert made.get_latest_revision_as_object().headline == "Fog, 2"
    assert consequences.of(changes()) == Consequences(rows={f"briefs.brief:{made.pk}", "table:briefs_brief"})
    assert not pressing.settle()


def test_unpublished_it_is_gone_without_a_notice(editor: Client, pressing: Pressing) -> None:
    editor.post(url("add"), {**forms.brief("Fog on the bay."), "action-publish": "action-publish"})
    made = Brief.objects.get()
    pressing.settle()
    editor.post(url("unpublish", made.pk))
    pressing.settle()
    assert pressing.read(made.url or "") is None
    assert pressing.gone(made.url or "") is None


def test_the_list_says_what_the_gate_says(editor: Client) -> None:
    editor.post(url("add"), {**forms.brief("Fog on the bay."), "action-publish": "action-publish"})
    Brief.objects.update(hold=True, hold_reason="A pilot denies it.")
    page = editor.get(url("list")).content.decode()
    assert "Fog on the bay." in page
    assert "On hold" in page


def test_the_address_is_fixed_after_publication(editor: Client) -> None:
    editor.post(url("add"), {**forms.brief("Fog on the bay."), "action-publish": "action-publish"})
    made = Brief.objects.get()
    changed = {**forms.brief("Thick fog.", slug="elsewhere", language="de"), "action-publish": "action-publish"}
    assert editor.post(url("edit", made.pk), changed).status_code == 302
    made.refresh_from_db()
    assert (made.headline, made.slug, made.language) == ("Thick fog.", "fog-on-the-bay", "en")


@pytest.mark.parametrize("slug", ["feed", "not a slug"])
def test_a_bad_name_in_the_address_is_refused(editor: Client, slug: str) -> None:
    answer = editor.post(url("add"), forms.brief("Fog on the bay.", slug=slug))
    assert answer.status_code == 200
    assert "slug" in answer.context["form"].errors


def test_the_preview_shows_the_draft(editor: Client) -> None:
    editor.post(url("add"), forms.brief("Fog on the bay.", "The pilots wait."))
    made = Brief.objects.get()
    preview = url("preview_on_edit", made.pk)
    assert editor.post(preview, forms.brief("Fog, still.", "They wait.")).json()["is_valid"]
    page = editor.get(preview).content.decode()
    assert "Fog, still.</h1>" in page
