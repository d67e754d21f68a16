"""What rests on one unnamed source goes out when somebody else than its writer stands for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from broadsheet.kit import clock
from broadsheet.release.actions.standing import Refused
from broadsheet.staff import mailing
from broadsheet.stories import asking
from broadsheet.stories.actions.approve import approve, withdraw
from broadsheet.stories.actions.publish import publish
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import ApprovalWanted, StoryEvidence, StoryPage
from broadsheet.stories.unnamed import claims, wanting_approval

pytestmark = pytest.mark.django_db
SAID = "The gates were not greased"


@pytest.fixture
def ada() -> User:
    return _member("ada", "Reporter")


@pytest.fixture
def ebo() -> User:
    return _member("ebo", "Editor")


@pytest.fixture
def cleo() -> User:
    return _member("cleo", "Chief editor")


def _member(name: str, group: str) -> User:
    user = User.objects.create(username=name, email=f"{name}@ledger.example")
    user.groups.add(Group.objects.get(name=group))
    return user


def quote(words: str = SAID, **more: Any) -> dict[str, Any]:
    return block("quote", {"words": words, "speaker": "", "role": "a lock keeper", "how": "unnamed", **more})


def written(by: User, *quotes: dict[str, Any], **fields: Any) -> StoryPage:
    """A draft that `by` began and saved."""
    story = make_story(live=False, owner=by, body=[*paragraphs("Fog."), *(quotes or [quote()])], **fields)
    story.revisions.update(user=by)
    return story


def saved(story: StoryPage, by: User, *quotes: dict[str, Any]) -> StoryPage:
    draft = story.get_latest_revision_as_object()
    draft.body = [*paragraphs("Fog."), *quotes]
    draft.save_revision(user=by)
    return StoryPage.objects.get(pk=story.pk)


def key(story: StoryPage) -> str:
    return claims(story.get_latest_revision_as_object())[0].key


def test_it_is_not_published_before_somebody_else_stands_for_it(ada: User, ebo: User) -> None:
    story = written(ada)
    with pytest.raises(Refused, match=r"“The gates were not greased” rests on one source that is not named"):
        publish(story, ebo)
    made = approve(story, ebo, key(story), "Ruta knows the name too.")
    assert (made.by, made.words, made.who) == (ebo, SAID, "a lock keeper")
    assert publish(story, ebo).public
    assert PageLogEntry.objects.filter(action="stories.approve_unnamed", user=ebo).exists()


def test_who_wrote_it_does_not_approve_it(ebo: User, cleo: User) -> None:
    story = written(ebo)
    with pytest.raises(Refused, match="You wrote it"):
        approve(story, ebo, key(story))
    approve(story, cleo, key(story))
    assert publish(story, ebo).public


def test_who_rewrote_it_does_not_approve_it(ada: User, ebo: User, cleo: User) -> None:
    story = saved(written(ada), ebo, quote("The gates were never greased"))
    story = saved(story, cleo, quote("The gates were never greased"), block("heading", "Grease"))
    with pytest.raises(Refused, match="You wrote it"):
        approve(story, ebo, key(story))
    approve(story, cleo, key(story))


def test_who_has_not_the_right_does_not_approve_it(ada: User, ebo: User) -> None:
    story = written(ebo)
    with pytest.raises(PermissionDenied):
        approve(story, ada, key(story))


def test_a_changed_quotation_is_approved_anew(ada: User, ebo: User) -> None:
    story = written(ada)
    approve(story, ebo, key(story))
    publish(story, ebo)
    again = saved(story, ada, quote(SAID + " for years"))
    with pytest.raises(Refused, match="for years"):
        publish(again, ebo)
    moved = saved(story, ada, block("heading", "Grease"), quote(SAID, date="2026-11-02"))
    assert publish(moved, ebo).public


def test_what_readers_have_already_needs_no_approval(ada: User, ebo: User) -> None:
    story = make_story(body=[quote()])
    draft = story.get_latest_revision_as_object()
    draft.title = "Gates, greased"
    draft.save_revision(user=ada)
    assert publish(story, ebo).public


def test_nobody_schedules_it_either(ada: User, ebo: User) -> None:
    story = written(ada, go_live_at=clock.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        publish(story, ebo)
    approve(story, ebo, key(story))
    assert not publish(story, ebo).public
    assert story.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_withdrawn_approval_is_none(ada: User, ebo: User, cleo: User) -> None:
    story = written(ada)
    withdraw(approve(story, ebo, key(story)), cleo)
    with pytest.raises(Refused):
        publish(story, ebo)


@pytest.mark.parametrize(("rows", "rests"), [(["unnamed"], True), (["unnamed", "document"], False), ([], False)])
def test_a_story_that_rests_on_nothing_else(rows: list[str], rests: bool) -> None:
    story = make_story(live=False)
    story.evidence = [StoryEvidence(kind=kind, text="A man at the gates.") for kind in rows]
    assert [claim.place for claim in wanting_approval(story)] == (["evidence"] if rests else [])


def test_the_screen_approves_and_says_who_did(ada: User, ebo: User) -> None:
    story, client = written(ada), Client()
    screen = reverse("stories_unnamed", args=(story.pk,))
    client.force_login(ada)
    text = client.get(screen).content.decode()
    assert SAID in text
    assert "An editor who did not write it can approve it." in text
    assert client.post(screen, {"claim": key(story)}).status_code == 302
    assert not story.approvals.exists()
    client.force_login(ebo)
    assert "I stand for it" in client.get(screen).content.decode()
    text = client.post(screen, {"claim": key(story)}, follow=True).content.decode()
    assert "Approved by ebo on" in text
    assert not ModelLogEntry.objects.filter(action="stories.approve_unnamed").exists()


def test_the_panel_leads_to_the_screen(ada: User, ebo: User) -> None:
    story, client = written(ada), Client()
    client.force_login(ebo)
    text = client.get(reverse("desk_findings", args=(story.pk,))).content.decode()
    assert 'data-refusals="1"' in text
    assert f'href="{reverse("stories_unnamed", args=(story.pk,))}"' in text


# -- who may stand for it is told


@pytest.fixture
def mailed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(address, subject and text) of what was sent."""
    out: list[tuple[str, str]] = []

    def post(address: str, subject: str, text: str, language: str, expires: Any) -> None:
        out.append((address, f"{subject}\n{text}"))

    monkeypatch.setattr(mailing, "_post", [post])
    return out


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_second_editor_is_asked_once_when_it_is_handed_in(
    ada: User, ebo: User, cleo: User, mailed: list[tuple[str, str]]
) -> None:
    story = written(ada)
    workflow = story.get_workflow()
    assert workflow is not None
    workflow.start(story, ada)
    assert [address for address, _ in mailed] == ["ebo@ledger.example", "cleo@ledger.example"]
    assert reverse("stories_unnamed", args=(story.pk,)) in mailed[0][1]
    assert SAID not in mailed[0][1], "what a source said goes into no mail"
    asking.ask(story.get_latest_revision_as_object(), ada)
    assert len(mailed) == 2


def test_who_would_publish_what_they_wrote_has_another_one_asked(
    ebo: User, cleo: User, mailed: list[tuple[str, str]]
) -> None:
    story = written(ebo)
    asking.ask(story.get_latest_revision_as_object(), ebo)
    assert [address for address, _ in mailed] == ["cleo@ledger.example"]


def test_it_stands_on_the_home_of_who_may_until_it_is_approved(
    ada: User, ebo: User, cleo: User, mailed: list[tuple[str, str]]
) -> None:
    story, heading = written(ebo), "Waits for a second editor: you"
    asking.ask(story.get_latest_revision_as_object(), ebo)
    for user, shown in ((cleo, True), (ebo, False), (ada, False)):
        assert (heading in at_desk(user).get("/desk/").content.decode()) is shown, user
    approve(story, cleo, wanting_approval(story.get_latest_revision_as_object())[0].key)
    assert heading not in at_desk(cleo).get("/desk/").content.decode()
    assert not ApprovalWanted.objects.exists()
