"""The progress of a sending in Chromium: it goes on while somebody stands in it with the keyboard, and takes neither
the focus nor what is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from broadsheet.kit import clock
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.tests.issue_desk import TEXT, readers, said, signed_in
from broadsheet.newsletters.tests.issues import make_issue
from tests.browsers import chromium_at, tab
from tests.going_on import serve

pytestmark = [pytest.mark.django_db, pytest.mark.part("chromium")]


def fragments() -> list[str]:
    """As the desk shows it with one, with three and with all four of its readers settled."""
    issue = make_issue(body=[TEXT], sending=Sending.SENDING, begun_at=clock.now(), slug="today")
    Delivery.objects.bulk_create(Delivery(issue=issue, subscription=each) for each in readers(issue, 4))
    editor, found = signed_in("ebo", "Editor"), []
    for settled in (1, 3, 4):
        keys = Delivery.objects.order_by("pk").values("pk")[:settled]
        Delivery.objects.filter(pk__in=list(keys.values_list("pk", flat=True))).update(state=Outcome.SENT)
        if settled == 4:
            Issue.objects.update(sending=Sending.DONE, done_at=clock.now())
        found.append(said(editor.get(reverse("newsletters_issue_progress", args=(issue.pk,)))))
    return found


def test_it_goes_on_around_the_button_that_has_the_focus(chromium: Path) -> None:
    one, three, all_of_them = fragments()
    told = [one]
    with chromium_at(chromium) as browser, tab(browser) as page:
        serve(page, told)
        expect(page.get_by_text("1 of 4 are settled")).to_be_visible()
        pause = page.get_by_role("button", name="Pause")
        pause.focus()
        pause.evaluate("button => (button.mine = true)")
        told.append(three)
        expect(page.get_by_text("3 of 4 are settled")).to_be_visible(timeout=10_000)
        assert page.evaluate("document.activeElement.mine"), "the same button, and still in focus"
        told.append(all_of_them)
        expect(page.get_by_role("heading", name="It has gone out")).to_be_visible(timeout=10_000)
        assert page.evaluate("document.activeElement.mine")
        assert page.locator("[data-again] > *").first.evaluate("part => part.tagName") == "H2"
        page.locator("#else").focus()
        expect(pause).to_have_count(0, timeout=10_000)
        expect(page.get_by_role("link", name="Send a correction")).to_be_visible()
        assert page.locator("[data-held]").count() == 0
