"""The screen "Release": what the gate says in words, and the verbs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from broadsheet.briefs.factories import brief, draft
from broadsheet.briefs.models import Brief
from broadsheet.desk.release_view import release_url
from broadsheet.kit import clock
from tests.pressing import Pressing


def page(client: Client, thing: Brief) -> str:
    return client.get(release_url(thing)).content.decode()


def do(client: Client, thing: Brief, verb: str, **given: object) -> str:
    """Post a verb's form, and what the screen says after it."""
    data = {"verb": verb, **{f"{verb}-{name}": value for name, value in given.items()}}
    answer = client.post(release_url(thing), data, follow=True)
    assert answer.status_code == 200
    thing.refresh_from_db()
    return answer.content.decode()


def test_it_says_what_the_gate_says(editor: Client) -> None:
    assert "Readers can see it." in page(editor, brief("Fog"))
    assert "it is not published" in page(editor, draft("Fog"))


def test_kill_needs_a_reason_and_a_yes(editor: Client, pressing: Pressing) -> None:
    made = brief("Fog on the bay.")
    assert re.search(r'<input[^>]*name="kill-reason"[^>]* autofocus', do(editor, made, "kill", sure="on")), (
        "far below"
    )
    do(editor, made, "kill", reason="It was another bay.")
    assert made.killed_at is None
    text = do(editor, made, "kill", reason="It was another bay.", sure="on")
    assert made.killed_at is not None
    assert made.killed_by is not None
    assert made.killed_by.username == "ebo"
    assert "What carried it" in text
    assert "It was another bay." in text
    pressing.settle()
    assert pressing.gone(made.url or "") is not None
    entry = ModelLogEntry.objects.get(action="release.kill")
    assert entry.message == "Killed: It was another bay."
    assert entry.user is not None


def test_what_was_killed_can_only_be_removed_legally_as_well(editor: Client, pressing: Pressing) -> None:
    made = brief("Fog on the bay.")
    do(editor, made, "kill", reason="It was another bay.", sure="on")
    assert re.findall(r'name="verb" value="(\w+)"', page(editor, made)) == ["remove"]
    do(editor, made, "lift_hold")
    assert made.killed_at is not None
    pressing.settle()
    assert "withdrawn by the paper" in (pressing.gone(made.url or "") or "")
    do(editor, made, "remove", reason="A court said so.", notice="legal", sure="on")
    assert made.legal_removal
    assert 'name="verb"' not in page(editor, made)
    pressing.settle()
    assert "legal reasons" in (pressing.gone(made.url or "") or "")


def test_a_hold_takes_it_in_until_it_is_lifted(editor: Client, pressing: Pressing) -> None:
    made = brief("Fog on the bay.")
    pressing.settle()
    assert "It is on hold" in do(editor, made, "hold", reason="A pilot denies it.")
    pressing.settle()
    assert pressing.read(made.url or "") is None
    assert "Readers can see it." in do(editor, made, "lift_hold")
    pressing.settle()
    assert pressing.read(made.url or "") is not None


def test_an_embargo_is_on_the_papers_clock_whatever_time_zone_somebody_has(editor: Client) -> None:
    made = draft("Budget leaks.")
    profile = UserProfile.get_for_user(User.objects.get(username="ebo"))
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    end = clock.local(clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    text = do(editor, made, "embargo", until=f"{end:%Y-%m-%d %H:%M}")
    assert made.embargoed_until == end
    assert "under embargo" in text or "not published" in text
    do(editor, made, "lift_embargo")
    assert made.embargoed_until is None


def test_an_embargo_on_what_readers_have_comes_too_late(editor: Client) -> None:
    made = brief("Fog")
    assert 'value="embargo"' not in page(editor, made)


def test_an_embargo_in_the_past_is_refused_in_words(editor: Client) -> None:
    made = draft("Fog")
    assert "this time has passed" in do(editor, made, "embargo", until="2020-01-01 10:00")
    assert made.embargoed_until is None


def test_access(editor: Client, pressing: Pressing) -> None:
    made = brief("Fog on the bay.")
    pressing.settle()
    do(editor, made, "access", access="members")
    pressing.settle()
    assert pressing.read(made.url or "") is None


@pytest.mark.parametrize("verb", ["kill", "hold", "access"])
def test_a_reporter_may_do_none_of_it(reporter: Client, verb: str) -> None:
    made = brief("Fog")
    assert reporter.get(release_url(made)).status_code in (302, 403)
    reporter.post(
        release_url(made), {"verb": verb, f"{verb}-reason": "No", f"{verb}-sure": "on", f"{verb}-access": "paid"}
    )
    made.refresh_from_db()
    assert (made.killed_at, made.hold, made.access) == (None, False, "public")


@pytest.mark.parametrize("label", ["auth.user", "briefs.nothing", "nothing", "a.b.c"])
def test_only_what_can_be_released_has_the_screen(editor: Client, label: str) -> None:
    assert editor.get(f"/desk/release/{label}/1/").status_code == 404
