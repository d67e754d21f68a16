"""One press is enough in Safari and on every iPhone, whose browsers do not say that somebody pressed; programs that
look behind links in mails still change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, Route

from broadsheet.kit import clock
from broadsheet.newsletters import places, script, tokens
from broadsheet.newsletters.models import Newsletter, Subscription
from broadsheet.newsletters.tests.issues import make_newsletter
from broadsheet.newsletters.tests.readers import mails, path_in, reader, sign_up
from tests.browsers import chromium_at, tab

SAFARI = {
    "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1",
    "origin": "https://ledger.example",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
}
"""All that WebKit says of a form that is sent, whoever sent it."""
HAND = {"hand": "1"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


def said(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def states() -> set[str]:
    return set(Subscription.objects.values_list("state", flat=True))


def test_in_safari_each_button_is_pressed_once(client: Client, tide: Newsletter) -> None:
    sign_up(client, tide)
    [note] = mails()
    assert "your subscription is confirmed" in said(client.post(path_in(note), HAND, headers=SAFARI))
    held = Subscription.objects.select_related("subscriber").get()
    leave = places.unsubscribe("en", tokens.unsubscribe(held.pk, held.token_epoch))
    left = said(client.post(leave, HAND, headers=SAFARI))
    assert states() == {"unsubscribed"}
    undo = left.split('name="undo" value="')[1].split('"')[0]
    client.post(leave, {"undo": undo, **HAND}, headers=SAFARI)
    assert states() == {"confirmed"}
    choices = places.preferences("en", tokens.preferences(held.subscriber.pk, 0, clock.wall()))
    for wish in ({"do": "export"}, {"do": "erase"}, {"do": "move", "email": "new@post.example"}, {"do": "save"}):
        client.post(choices, {**wish, **HAND}, headers=SAFARI)
    assert states() == {"unsubscribed"}
    assert {"export", "erase", "agreeing"} <= {note.kind for note in mails()}
    assert "Content-Disposition" in client.post(path_in(mails("export")[0]), HAND, headers=SAFARI)


def test_a_page_that_comes_back_says_why(client: Client, tide: Newsletter) -> None:
    held = reader(tide)
    leave = places.unsubscribe("en", tokens.unsubscribe(held.pk, held.token_epoch))
    choices = places.preferences("en", tokens.preferences(held.subscriber_id, 0, clock.wall()))
    assert "press it once more" not in said(client.get(leave))
    assert "press it once more" in said(client.post(leave, headers=SAFARI))
    assert "press it once more" in said(client.post(choices, {"do": "save"}, headers=SAFARI))
    assert states() == {"confirmed"}


def test_another_sites_form_is_not_pressed_by_hand_here(client: Client, tide: Newsletter) -> None:
    held = reader(tide)
    leave = places.unsubscribe("en", tokens.unsubscribe(held.pk, held.token_epoch))
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://other.example"}):
        client.post(leave, HAND, headers={**SAFARI, **headers})
    assert states() == {"confirmed"}


def _sent(page: Page, html: str, do: str) -> str:
    """What the form of this page sends after `do`: a selector to click or to press Enter in, or a script."""
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
        url = route.request.url
        if url.endswith(script.url(script.HAND)):
            route.fulfill(content_type="text/javascript", body=script.body(script.HAND))
        elif "/static/" in url:
            route.abort()
        else:
            route.fulfill(content_type="text/html", body=html)

    page.route("**/*", answer)
    page.goto("http://ledger.example/page/")
    button = page.locator("main button").first
    with page.expect_navigation():
        if do == "click":
            button.click()
        elif do == "enter":
            button.press("Enter")
        else:
            page.evaluate(do)
    page.unroute("**/*")
    [body] = sent
    return body


@pytest.mark.part("chromium")
def test_only_a_press_by_hand_is_marked(client: Client, tide: Newsletter, chromium: Path) -> None:
    sign_up(client, tide)
    html = client.get(path_in(mails()[0])).content.decode()
    with chromium_at(chromium) as browser, tab(browser) as page:
        for by_hand in ("click", "enter"):
            assert _sent(page, html, by_hand) == "hand=1"
        for by_script in (
            "document.querySelector('main form').submit()",
            "document.querySelector('main form').requestSubmit()",
            "document.querySelector('main button').click()",
            "document.querySelector('main button').dispatchEvent(new MouseEvent('click', {bubbles: true}))",
        ):
            assert _sent(page, html, by_script) == ""
