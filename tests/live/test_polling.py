"""Where the server has no stream for a page, the page asks for its rail by its ETag, which costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.live.conftest import act
from tests.live.test_rail import STORY, items
from tests.sites import Site, copied, until

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
RAIL = "/rails/news-feed.html"


@pytest.fixture
def crowded(pressed: Path, tmp_path: Path) -> Iterator[Site]:
    """A paper that has no stream for anybody."""
    with Site(copied(pressed, tmp_path), environment={"BROADSHEET_LIVE_STREAMS": "0"}) as site:
        site.serve()
        yield site


@dataclass(frozen=True)
class Answer:
    """`held` is the ETag that the browser had, `etag` that of the answer."""

    status: int
    held: str
    etag: str


class Wire:
    """What goes over it: an answer out of the browser's cache does not."""

    def __init__(self, page: Page) -> None:
        self._page, self._asked = page, dict[str, dict[str, Any]]()
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", lambda said: self._one(said).update(url=said["request"]["url"]))
        session.on("Network.requestWillBeSentExtraInfo", lambda said: self._one(said).update(sent=said["headers"]))
        session.on("Network.responseReceivedExtraInfo", lambda said: self._one(said).update(got=said))
        session.send("Network.enable")

    def _one(self, said: dict[str, Any]) -> dict[str, Any]:
        return self._asked.setdefault(said["requestId"], {})

    def answers(self, path: str) -> list[Answer]:
        """From there, in their order."""
        whole = [each for each in self._asked.values() if {"url", "sent", "got"} <= each.keys()]
        return [
            Answer(
                each["got"]["statusCode"],
                _named(each["sent"], "if-none-match"),
                _named(each["got"]["headers"], "etag"),
            )
            for each in whole
            if path in each["url"]
        ]

    def wait(self, path: str, status: int, after: int = 0, *, passing: int = 0) -> Answer:
        """The first of this status beyond so many answers; each look is `passing` ms later by the page's clock."""

        def there() -> Answer | None:
            self._page.clock.run_for(passing)
            self._page.wait_for_timeout(50)
            return next((each for each in self.answers(path)[after:] if each.status == status), None)

        return until(there, told=lambda: f"{path}: {self.answers(path)}, no {status} after {after}")


def _named(headers: dict[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def test_a_rail_that_is_asked_for_again_answers_304_until_there_is_something_new(page: Page, crowded: Site) -> None:
    page.clock.install()
    wire = Wire(page)
    page.goto(f"http://127.0.0.1:{crowded.port}{STORY}")
    first = wire.wait(RAIL, 200)
    assert first.held == ""
    expect(page.locator("html")).to_have_attribute("data-rails", "there")
    assert wire.wait("/live/", 503, passing=500)
    assert wire.wait(RAIL, 304, passing=500) == Answer(304, first.etag, first.etag)
    act(crowded, "publish", headline="The lamp is mended.")
    crowded.shows(RAIL, 200, "The lamp is mended.")
    news = wire.wait(RAIL, 200, after=1, passing=500)
    assert news.held == first.etag != news.etag
    expect(items(page, "The lamp is mended.")).to_have_count(1)
    again = wire.wait(RAIL, 304, after=wire.answers(RAIL).index(news), passing=500)
    assert again == Answer(304, news.etag, news.etag)
    assert [each.status for each in wire.answers(RAIL)].count(200) == 2
