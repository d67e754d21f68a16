"""A brief that was wrong has its carriers on one screen, as a story has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from broadsheet.amends.desk.carriers_view import address, groups
from broadsheet.amends.models import Left
from broadsheet.briefs.actions import write as verbs
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.live import events
from broadsheet.newsletters.models import Carries, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.tests.issue_desk import readers
from broadsheet.newsletters.tests.issues import block, make_issue
from broadsheet.release.actions.kill import kill
from broadsheet.release.carriers import State
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Client]
Cast = Callable[[str], Any]
WRONG, RIGHT = "The ferry sails at 9. It is full.", "The ferry sails at 10. It is full."


def published(by: Any) -> Brief:
    made = verbs.write(WRONG, "en", by, uuid4())
    verbs.publish(made, by)
    then = clock.now() - timedelta(hours=2)
    Brief.objects.filter(pk=made.pk).update(first_published_at=then, last_published_at=then, shown_from=then)
    return Brief.objects.get(pk=made.pk)


def corrected(brief: Brief, by: Any) -> Brief:
    verbs.publish(verbs.rewrite(brief, RIGHT, by, "It sails at 10."), by)
    return Brief.objects.get(pk=brief.pk)


def mailed(brief: Brief) -> Issue:
    issue = make_issue(body=[block("brief", brief.pk)])
    then = clock.now() - timedelta(hours=1)
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.DONE, begun_at=then, done_at=then)
    rows = [Delivery(issue=issue, subscription=each, state=Outcome.SENT, changed=then) for each in readers(issue, 2)]
    Delivery.objects.bulk_create(rows)
    Carries.objects.create(issue=issue, brief=brief)
    return issue


def standing(brief: Brief, user: Any) -> dict[str, State]:
    return {row.carried.key: row.carried.state for group in groups(brief, user) for row in group.rows}


def test_pages_and_lists_move_from_under_way_to_done(pressing: Pressing, cast: Cast) -> None:
    brief, ebo = published(cast("ebo")), cast("ebo")
    pressing.settle()
    assert "live" not in standing(brief, ebo)
    brief = corrected(brief, ebo)
    before = standing(brief, ebo)
    assert before["press.page"] == before["press.lists"] == before["live"] == State.WORKING
    pressing.settle()
    after = standing(brief, ebo)
    assert after["press.page"] == after["press.lists"] == State.DONE


def test_an_issue_that_had_it_is_to_do_until_its_readers_were_told(cast: Cast, at_desk: Desk) -> None:
    brief, ebo = published(cast("ebo")), cast("ebo")
    issue = mailed(brief)
    key = f"newsletters.issue:{issue.pk}"
    assert standing(brief, ebo)[key] == State.DONE
    brief = corrected(brief, ebo)
    assert standing(brief, ebo)[key] == State.TODO
    page = at_desk("ebo").get(address(brief)).content.decode()
    assert "2 readers got it on" in page
    assert "It sails at 10." in page
    at_desk("ebo").post(reverse("newsletters_issue_amend_brief", args=(issue.pk, brief.pk)), {"do": "send"})
    follow = Issue.objects.get(follows=issue)
    assert "It sails at 10." in str(follow.body.raw_data)
    assert standing(brief, ebo)[key] == State.WORKING
    Issue.objects.filter(pk=follow.pk).update(sending=Sending.DONE, begun_at=clock.now(), done_at=clock.now())
    assert standing(brief, ebo)[key] == State.DONE


def test_it_can_be_left_with_a_reason_and_taken_up(cast: Cast, at_desk: Desk) -> None:
    brief = published(cast("ebo"))
    issue = mailed(brief)
    brief, key = corrected(brief, cast("ebo")), f"newsletters.issue:{issue.pk}"
    desk = at_desk("ebo")
    desk.post(address(brief), {"verb": "leave", "key": key, "reason": "Nobody read it."})
    assert "Nobody read it." in desk.get(address(brief)).content.decode()
    assert standing(brief, cast("ebo"))[key] == State.LEFT
    desk.post(address(brief), {"verb": "take_up", "key": key})
    assert standing(brief, cast("ebo"))[key] == State.TODO
    desk.post(address(brief), {"verb": "leave", "key": "no.such:1", "reason": "x"})
    assert not Left.objects.exists()


def test_a_kill_and_a_correction_lead_there(cast: Cast, at_desk: Desk) -> None:
    brief, desk = published(cast("ebo")), at_desk("ebo")
    sent = {"typed": RIGHT, "note": "It sails at 10.", "sending": str(uuid4()), "do": "publish"}
    page = desk.post(reverse("desk_brief_correct", args=(brief.pk,)), sent, follow=True).content.decode()
    assert f'href="{address(brief)}"' in page
    given = {"verb": "kill", "kill-reason": "It named a child.", "kill-notice": "privacy", "kill-sure": "on"}
    url = reverse("desk_release", args=("briefs.brief", brief.pk))
    assert desk.post(url, given).headers["location"] == address(brief)
    assert "It named a child." in desk.get(address(brief)).content.decode()


def test_who_may_not_publish_it_sees_nothing_and_other_things_have_no_screen(cast: Cast, at_desk: Desk) -> None:
    brief = published(cast("ebo"))
    assert at_desk("ada").get(address(brief)).status_code in (302, 403)
    for label in ("sections.section", "auth.user", "no.such", "x"):
        assert at_desk("cleo").get(reverse("amends_carriers_of", args=(label, 1))).status_code == 404


def test_a_killed_one_is_told_as_gone(pressing: Pressing, cast: Cast) -> None:
    brief = published(cast("ebo"))
    pressing.settle()
    kill(brief, cast("ebo"), "It is not true.")
    pressing.settle()
    assert events.told(f"brief-{brief.pk}") is None or events.told(f"brief-{brief.pk}")[0] == "brief-removed"
    assert standing(Brief.objects.get(), cast("ebo"))["press.page"] == State.DONE
