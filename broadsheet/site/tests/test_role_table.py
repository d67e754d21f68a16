"""The table of roles in the documentation says what the desk really lets people do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from broadsheet.release.actions import standing
from broadsheet.running import desk as running
from broadsheet.sections.factories import make_section
from broadsheet.staff import requiring
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

GUIDE = Path(__file__).parents[3] / "docs" / "editing" / "staff.md"
ROLES = ("Reporter", "Picture editor", "Audience editor", "Editor", "Chief editor", "Administrator")
Check = Callable[[User], bool]

pytestmark = pytest.mark.django_db


def rights(*names: str) -> Check:
    return lambda user: user.has_perms(names)


def page_right(name: str) -> Check:
    def check(user: User) -> bool:
        return bool(getattr(Page.objects.get(depth=2).permissions_for_user(user), name)())

    return check


def picture_right(name: str) -> Check:
    """Of a picture that somebody else uploaded."""

    def check(user: User) -> bool:
        picture = get_image_model()(collection=Collection.get_first_root_node())
        policy = policy_registry.get_by_type(get_image_model())
        return bool(policy.user_has_permission_for_instance(user, name, picture))

    return check


def may_upload(user: User) -> bool:
    return bool(policy_registry.get_by_type(get_image_model()).user_has_permission(user, "add"))


def may_release(user: User) -> bool:
    story = StoryPage.objects.first() or make_story("The tide gate", section=make_section("Harbour"))
    return standing.may(user, story)


def may_see_health(user: User) -> bool:
    return running.may(type("Request", (), {"user": user}))  # type: ignore[arg-type]


VERBS: dict[str, Check] = {
    "Write stories and hand them in": page_right("can_add_subpage"),
    "Publish stories, hold, embargo, kill, correct": may_release,
    "Make preview links, ask for an erasure": may_release,
    "Confirm an erasure that somebody else asked for": rights("amends.confirm_erasure"),
    "Stand for what rests on one unnamed source": rights("stories.approve_unnamed"),
    "Write briefs": rights("briefs.add_brief", "briefs.change_brief"),
    "Publish briefs": rights("briefs.publish_brief"),
    "Raise the breaking banner": rights("fronts.add_breaking"),
    "Upload pictures, and change one's own": may_upload,
    "Change everybody's pictures: caption, credit, rights": picture_right("change"),
    "Delete pictures": picture_right("delete"),
    "Add documents, and change them": rights("sourcing.add_document", "sourcing.change_document"),
    "Add contributors, topics and sources": rights(
        "people.add_contributor", "stories.add_topic", "sourcing.add_source"
    ),
    "Delete contributors, topics and sources": rights(
        "people.delete_contributor", "stories.delete_topic", "sourcing.delete_source"
    ),
    "Mend how names are spoken": rights("narration.change_pronunciation"),
    "Choose voices": rights("narration.change_narration"),
    "Make rules of house style": rights("proofreading.change_houserule"),
    "Write issues of newsletters": rights("newsletters.add_issue"),
    "Send issues of newsletters": rights("newsletters.send_issue", "newsletters.publish_issue"),
    "Begin newsletters": rights("newsletters.add_newsletter"),
    "See who the subscribers are, and export them": rights("newsletters.view_subscriber"),
    "Order rails and Editors' Picks": rights("fronts.change_rail"),
    "Make rails": rights("fronts.add_rail"),
    "Menus, colours and fonts": rights("sections.change_menu", "sections.change_appearance"),
    "Redirects": rights("wagtailredirects.change_redirect"),
    "Read the names of protected sources": rights("sourcing.reveal_protectedname"),
    "Accounts and roles": rights("auth.change_user"),
    "Read and export the log of who did what": rights("staff.view_audit"),
    "End others' sessions, reset second factors": rights("staff.end_sessions"),
    "Health of the site": may_see_health,
    "Needs a second factor": requiring.may_publish,
}


def table() -> dict[str, list[str]]:
    """The roles that have a tick, by the verb of the row."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in GUIDE.read_text("utf-8").splitlines()
        if re.match(r"\| .*\|.*\|.*\|.*\|.*\|.*\|", line)
    ]
    head, *rest = rows
    assert tuple(head[1:]) == ROLES
    return {
        row[0]: [role for role, cell in zip(ROLES, row[1:], strict=True) if cell == "✓"] for row in rest if row[0]
    }


def somebody(role: str) -> User:
    user = User.objects.create_user(role.replace(" ", ""), is_superuser=role == "Administrator")
    if role != "Administrator":
        user.groups.add(Group.objects.get(name=role))
    return user


def test_the_table_has_every_verb_and_no_other() -> None:
    assert set(table()) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_who_may(verb: str) -> None:
    assert [role for role in ROLES if VERBS[verb](somebody(role))] == table()[verb]
