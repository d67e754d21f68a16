"""What was wrong is put right in a real browser: a correction reaches those who got the mail, a lawyer sees a draft,
and two people have a story destroyed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.amends.conftest import at, sign_in
from tests.amends.newsroom import ORDER, SECRET
from tests.sites import PASSWORD, Site, until

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]
NEWSROOM = "tests.amends.newsroom"
WRONG = "The vote was 22 to 9, not 21 to 9."


def test_a_correction_reaches_those_who_got_the_mail(page: Page, site: Site) -> None:
    made = site.inside(f"{NEWSROOM}:sent")
    site.serve()
    sign_in(page, site)
    page.goto(at(site, f"/desk/correct/{made['story']}/"))
    page.get_by_label("What readers are told").fill(WRONG)
    page.get_by_role("button", name="Tell readers").click()
    expect(page).to_have_url(re.compile(rf"/desk/amends/{made['story']}/$"))
    mail = page.locator("li.amends-row", has_text="2 readers got it on")
    expect(mail).to_contain_text("To do")
    expect(page.locator("li.amends-row", has_text="Feeds and sitemaps")).to_contain_text("Done")
    page.get_by_role("button", name="Send a correction to those who got it").click()
    expect(page.locator(".messages .success")).to_contain_text("The correction goes out")
    expect(mail).to_contain_text("The correction went out on")
    expect(page.get_by_text("All that we know of is put right.")).to_be_visible()
    until(
        lambda: len(list((site.folder / "mail").rglob("*:2,*")) + list((site.folder / "mail" / "new").glob("*"))) >= 2
    )
    assert WRONG in site.shows(made["url"], 200)


def test_a_lawyer_sees_one_state_of_a_draft_until_the_link_is_revoked(page: Page, site: Site) -> None:
    made = site.inside(f"{NEWSROOM}:draft")
    site.serve()
    sign_in(page, site)
    page.goto(at(site, f"/desk/pages/{made['story']}/edit/"))
    page.goto(at(site, f"/desk/previews/{made['story']}/"))
    page.get_by_label("For whom").fill("Our lawyer")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Copy it now").input_value()
    path = "/preview/" + link.split("/preview/")[1]
    page.context.clear_cookies()
    page.goto(at(site, path))
    expect(page.get_by_role("note")).to_have_text("Preview, not published: please do not pass it on.")
    expect(page.get_by_role("heading", name="Mayor owns the tide gate")).to_be_visible()
    expect(page.locator("figure img").first).to_have_js_property("complete", True)
    assert page.locator("figure img").first.evaluate("image => image.naturalWidth") > 0
    sign_in(page, site)
    page.goto(at(site, f"/desk/previews/{made['story']}/"))
    expect(page.get_by_text("Opened 1 time.")).to_be_visible()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator(".messages .success")).to_contain_text("The link is revoked")
    assert site.ask(path).status == 404


def test_two_people_have_a_story_destroyed(page: Page, site: Site) -> None:
    dora = ("--name", "dora", "--email", "dora@ledger.example", "--role", "administrator", "--password", PASSWORD)
    assert site.run("createuser", *dora).returncode == 0
    made = site.inside(f"{NEWSROOM}:libel")
    site.serve()
    url = f"/desk/amends/{made['story']}/erase/"
    sign_in(page, site)
    page.goto(at(site, url))
    page.get_by_label("Reference of the order").fill(ORDER)
    page.locator("input[name=reason]").fill("It is not true.")
    page.get_by_role("button", name="Ask a second person").click()
    expect(page.get_by_text("You asked for it: somebody else has to confirm it.")).to_be_visible()
    expect(page.get_by_role("button", name="Destroy it")).to_have_count(0)
    assert SECRET in site.shows(made["url"], 200)
    sign_in(page, site, "dora")
    page.goto(at(site, url))
    page.get_by_label("I have seen the order").check()
    page.get_by_role("button", name="Destroy it").click()
    site.shows(made["url"], 410, "legal reasons", seconds=60)
    until(lambda: site.inside(f"{NEWSROOM}:stage")[0] == "done", 60, every=0.5)
    page.goto(at(site, url))
    expect(page.get_by_text("Everything was destroyed by")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(SECRET)
