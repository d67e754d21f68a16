"""A preview link shows one state of a story to whoever has it, for as long as it lasts, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from broadsheet.kit import clock
from broadsheet.pictures.factories import make_picture
from broadsheet.previews.actions.link import make, revoke
from broadsheet.previews.models import Opening, PreviewLink
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.sourcing.factories import make_document
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ebo(db: None) -> User:
    user = User.objects.create(username="ebo", email="ebo@ledger.example")
    user.groups.add(Group.objects.get(name="Editor"))
    return User.objects.get(pk=user.pk)


def draft(**fields: Any) -> StoryPage:
    return make_story("Mayor owns the tide gate", body=paragraphs("It stands on his land."), live=False, **fields)


def opened(token: str) -> Any:
    return Client().get(f"/preview/{token}/")


def test_it_shows_a_draft_marked_and_uncached(ebo: User) -> None:
    _link, token = make(draft(), ebo, "Our lawyer", DAY)
    answer = opened(token)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "It stands on his land." in page
    assert "Preview, not published" in page
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_later_changes_are_not_in_it_even_those_that_autosave_writes_over(ebo: User) -> None:
    story: Any = draft()
    _link, token = make(story, ebo, "Our lawyer", DAY)
    latest = story.get_latest_revision()
    later = latest.as_object()
    later.body = paragraphs("Later words.")
    later.save_revision(user=latest.user, overwrite_revision=latest)
    later.save_revision(user=ebo).publish()
    page = opened(token).content.decode()
    assert "It stands on his land." in page
    assert "Later words." not in page


def test_the_token_is_stored_as_a_hash_alone(ebo: User) -> None:
    _link, token = make(draft(), ebo, "Our lawyer", DAY)
    kept = str(PreviewLink.objects.values()) + str(PageLogEntry.objects.values())
    assert token not in kept


def test_each_opening_is_written_down_without_the_address_unless_the_operator_keeps_them(
    ebo: User, settings: Any
) -> None:
    link, token = make(draft(), ebo, "Our lawyer", DAY)
    for kept, address in (("none", ""), ("network", "203.0.113.0/24"), ("full", "203.0.113.9")):
        settings.LOG_ADDRESSES = kept
        Client(REMOTE_ADDR="203.0.113.9").get(f"/preview/{token}/")
        assert Opening.objects.latest("pk").address == address
    assert link.openings.count() == 3


def test_revoked_expired_killed_and_unknown_are_answered_alike(ebo: User) -> None:
    story = draft()
    revoked, token = make(story, ebo, "Our lawyer", DAY)
    revoke(revoked, ebo)
    _late, expired = make(story, ebo, "A source", DAY)
    PreviewLink.objects.filter(whom="A source").update(expires_at=clock.now())
    _link, killed = make(story, ebo, "A translator", DAY)
    assert opened(killed).status_code == 200
    kill(story, ebo, "It was his brother.")
    answers = {(answer.status_code, answer.content) for answer in map(opened, (token, expired, killed, "no" * 20))}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    with pytest.raises(Refused, match="killed"):
        make(story, ebo, "Our lawyer", DAY)


def test_what_is_on_hold_can_be_shown_to_a_lawyer(ebo: User) -> None:
    story = draft()
    hold(story, ebo, "The lawyer reads it.")
    assert opened(make(story, ebo, "Our lawyer", DAY)[1]).status_code == 200


def test_its_pictures_are_there_for_the_link_and_for_nobody_else(ebo: User) -> None:
    _link, token = make(draft(hero=make_picture("The gate", credit="Ines Marlow", alt="A gate")), ebo, "Lawyer", DAY)
    page = opened(token).content.decode()
    found = re.findall(rf'"(/preview/{token}/[^" ]+)', page)
    assert found
    assert "/desk/files/" not in page
    answer = Client().get(found[0])
    assert answer.status_code == 200
    assert answer.getvalue()[:2] in (b"\xff\xd8", b"RI", b"\x89P")  # type: ignore[attr-defined]
    assert answer.headers["Cache-Control"] == "private, no-store"
    mark, name = found[0].removeprefix(f"/preview/{token}/").split("/", 1)
    for wrong in (f"{mark}/../secrets.toml", f"{mark}/original_images/x.jpg", f"{'0' * 32}/{name}"):
        assert Client().get(f"/preview/{token}/{wrong}").status_code == 404
    kill(StoryPage.objects.get(), ebo, "It was his brother.")
    assert Client().get(found[0]).status_code == 404


def test_links_are_made_listed_and_revoked_beside_the_story(ebo: User) -> None:
    story, client = draft(), Client()
    client.force_login(ebo)
    url = reverse("previews_links", args=(story.pk,))
    page = client.post(url, {"whom": "Our lawyer", "days": "3"})
    assert "no-store" in page.headers["Cache-Control"]
    link = re.search(r"https://ledger\.example(/preview/[\w-]+/)", page.content.decode())
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    listed = client.get(url).content.decode()
    assert "Our lawyer" in listed
    assert "Opened 1 time." in listed
    assert link[1] not in listed
    answer = client.post(url, {"revoke": PreviewLink.objects.get().pk}, follow=True)
    assert "Revoked on" in answer.content.decode()
    assert Client().get(link[1]).status_code == 404
    told = [entry.message for entry in PageLogEntry.objects.filter(action__startswith="previews.").order_by("pk")]
    assert told[0].startswith("Made a preview link for Our lawyer, until")
    assert told[1] == "Revoked the preview link of Our lawyer"


def test_who_may_not_publish_makes_none(db: None) -> None:
    ada, client, story = User.objects.create(username="ada"), Client(), draft()
    ada.groups.add(Group.objects.get(name="Reporter"))
    client.force_login(ada)
    url = reverse("previews_links", args=(story.pk,))
    assert client.get(url).status_code in (302, 403)
    client.post(url, {"whom": "Me", "days": "3"})
    assert not PreviewLink.objects.exists()


def test_a_files_address_that_a_writer_typed_opens_nothing(ebo: User) -> None:
    """Names of documents can be guessed: what is not shown by the story has no path below its link."""
    shown, other = make_document("Test report", name="shown.pdf"), make_document("Payroll", name="payroll.pdf")
    typed = f'<a href="{other.file.url}">{other.file.url}</a> /desk/files/secrets.toml'
    story = make_story(body=[*paragraphs(typed), block("document", {"document": shown.pk})], live=False)
    _link, token = make(story, ebo, "Our lawyer", DAY)
    page = opened(token).content.decode()
    assert re.search(rf"/preview/{token}/[0-9a-f]{{32}}/documents/shown", page)
    assert not re.search(rf"/preview/{token}/[0-9a-f]{{32}}/(documents/payroll|secrets)", page)


def test_who_opens_it_all_the_time_fills_no_table(ebo: User) -> None:
    link, token = make(draft(), ebo, "Our lawyer", DAY)
    Opening.objects.bulk_create(Opening(link=link, at=clock.now()) for _ in range(60))
    answer = opened(token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert Opening.objects.count() == 60
    Opening.objects.update(at=clock.now() - timedelta(minutes=2))
    assert opened(token).status_code == 200
