"""The search as a reader has it: a page that works without a script, sets no cookie and is listed nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from broadsheet.kit import policy
from broadsheet.search import throttle, views
from broadsheet.search.asking import Question
from broadsheet.search.keeping import fill
from broadsheet.search.tests.finds import build
from broadsheet.search.throttle import BURST, MOST_PLACES, REFILL, Throttle
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "throttle", Throttle())


@pytest.fixture
def found(db: None) -> None:
    build()


def ask(client: Client, query: str = "", path: str = "/search/", **more: Any) -> Any:
    return client.get(f"{path}?{query}", **more)


def test_the_page_says_what_was_found(found: None, client: Client) -> None:
    answer = ask(client, "q=dredging")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "2 stories were found." in text
    assert '<a href="/harbour/dredging-begins/"><mark>Dredging</mark> begins</a>' in text
    assert 'value="dredging"' in text


def test_it_is_kept_nowhere_and_sets_no_cookie(found: None, client: Client) -> None:
    answer = ask(client, "q=dredging")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Content-Security-Policy"] == policy.PUBLIC
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_what_was_typed_is_shown_as_text(found: None, client: Client) -> None:
    text = ask(client, "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&by=%22%3E%3Ci%3E&section=%22%3E").content.decode()
    assert "<script>alert" not in text
    assert '"><i>' not in text


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%FF", "page=0&q=tide", "page=99999999999&q=tide", "from=x&to=2026-13-99", "q=-"]
)
def test_an_address_that_makes_no_sense_is_no_error(query: str, found: None, client: Client) -> None:
    assert ask(client, query).status_code == 200


def test_without_a_question_there_is_the_form_alone(found: None, client: Client) -> None:
    text = ask(client).content.decode()
    assert 'role="status"' not in text
    assert 'name="q"' in text


def test_nothing_found_says_so_and_what_to_try(found: None, client: Client) -> None:
    text = ask(client, "q=whale").content.decode()
    assert "Nothing was found." in text
    assert "Fewer words find more" in text


def test_finds_go_on_on_further_pages(db: None, client: Client) -> None:
    for number in range(12):
        make_story(f"Tide {number}", slug=f"tide-{number}")
    fill()
    text = ask(client, "q=tide&order=newest").content.decode()
    assert 'rel="next" href="/search/?q=tide&amp;order=newest&amp;page=2"' in text
    text = ask(client, "q=tide&order=newest&page=2").content.decode()
    assert "Page 2 of 2." in text
    assert 'rel="prev" href="/search/?q=tide&amp;order=newest"' in text


def test_a_question_and_its_address_are_the_same() -> None:
    sent = {
        "q": "a & b",
        "by": "Ines",
        "section": "harbour",
        "from": "2026-03-01",
        "to": "2026-03-09",
        "order": "newest",
    }
    asked = Question.read("en", sent)
    assert asked.url(3) == (
        "/search/?q=a+%26+b&by=Ines&section=harbour&from=2026-03-01&to=2026-03-09&order=newest&page=3"
    )


def test_only_reading_is_taken(found: None, client: Client) -> None:
    assert client.post("/search/", {"q": "tide"}).status_code == 405
    assert client.head("/search/?q=dredging").status_code == 200


def test_every_page_leads_to_it_in_its_language(pressing: Pressing) -> None:
    for url, form in (("/404.html", 'action="/search/"'), ("/de/404.html", 'action="/de/search/"')):
        assert form in (pressing.read(url) or ""), url
    assert "Disallow: /de/search/" in (pressing.read("/robots.txt") or "")


def test_a_database_that_is_away_is_told_as_such(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(question: Question) -> Any:
        raise OperationalError("no such host: db.internal")

    monkeypatch.setattr(views, "find", away)
    answer = ask(client, "q=tide")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "The search does not answer" in answer.content.decode()
    assert "db.internal" not in answer.content.decode()


def test_one_place_cannot_search_without_end(found: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "BURST", 2.0)
    for _ in range(2):
        assert ask(client, "q=tide", REMOTE_ADDR="2001:db8:1:2::3").status_code == 200
    answer = ask(client, "q=tide", REMOTE_ADDR="2001:db8:1:2::4")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert ask(client, "q=tide", REMOTE_ADDR="2001:db8:9::1").status_code == 200
    assert ask(client, REMOTE_ADDR="2001:db8:1:2::3").status_code == 200  # the form alone


def test_a_place_may_search_again_after_a_while() -> None:
    now = [0.0]
    bucket = Throttle(lambda: now[0])
    assert [bucket.allows("192.0.2.1") for _ in range(int(BURST) + 1)] == [True] * int(BURST) + [False]
    now[0] += 1 / REFILL
    assert [bucket.allows("192.0.2.1") for _ in range(2)] == [True, False]
    for number in range(MOST_PLACES + 10):
        bucket.allows(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(bucket._buckets) == MOST_PLACES


def test_the_desk_keeps_threads_however_many_search(client: Client) -> None:
    taken = [views.room.acquire(blocking=False) for _ in range(throttle.AT_ONCE)]
    try:
        assert all(taken)
        assert ask(client, "q=tide").status_code == 503
    finally:
        for _ in taken:
            views.room.release()
    assert ask(client, "q=tide").status_code == 200
