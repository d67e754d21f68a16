"""A tab that nobody sees listens to nothing, and catches up when somebody turns to it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.conftest import act
from tests.live.tabs import Tab, Window, window
from tests.live.test_rail import STORY
from tests.sites import Site, until

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
HIDDEN = "document.hidden"


@pytest.fixture
def desktop(chromium: Path, tmp_path: Path) -> Iterator[Window]:
    with window(chromium, tmp_path / "browser") as opened:
        yield opened


def streams(site: Site) -> int:
    """How many are open, as the server counts them."""
    found = re.search(r"^broadsheet_streams (\d+)$", site.ask("/metrics").text, re.M)
    assert found is not None
    return int(found[1])


def count(site: Site, number: int) -> None:
    until(lambda: streams(site) == number, told=lambda: f"{streams(site)} streams, not {number}")


def shows(tab: Tab, words: str, times: int = 1) -> None:
    """As items of the feed."""
    items = "[...document.querySelectorAll('news-feed li')]"
    tab.holds(f"{items}.filter((item) => item.innerText.includes({words!r})).length === {times}")


def come_in(tab: Tab, words: str, *, waits: bool) -> None:
    if waits:
        tab.holds("document.querySelector('button.new').checkVisibility()")
        tab.run("document.querySelector('button.new').click()")
    shows(tab, words)


@pytest.mark.parametrize("url", ["/news-feed/", STORY])
def test_a_hidden_tab_lets_its_stream_go_and_catches_up_when_it_is_seen(
    site: Site, desktop: Window, url: str
) -> None:
    site.serve()
    page = desktop.tab(f"http://127.0.0.1:{site.port}{url}")
    count(site, 1)
    shows(page, "Note 3 from the harbour.")
    other = desktop.tab("about:blank")
    page.holds(HIDDEN)
    count(site, 0)
    act(site, "withdraw", key=act(site, "key_of", headline="Note 3 from the harbour."))
    act(site, "publish", headline="The bell rings.")
    site.shows("/news-feed/", 200, "The bell rings.")
    site.shows("/rails/news-feed.html", 200, "The bell rings.")
    assert page.run(HIDDEN), "it was seen meanwhile"
    shows(page, "The bell rings.", 0)
    shows(page, "Note 3 from the harbour.")
    assert streams(site) == 0
    page.see()
    other.holds(HIDDEN)
    count(site, 1)
    shows(page, "Note 3 from the harbour.", 0)
    come_in(page, "The bell rings.", waits=url != STORY)
    act(site, "publish", headline="The bell is still.")
    come_in(page, "The bell is still.", waits=url != STORY)
