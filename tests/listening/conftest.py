"""A served paper whose two stories have recordings, made by eSpeak NG, and a browser that plays them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsers import chromium_at
from tests.listening.listener import Listener
from tests.sites import Site, copied, founded

__all__ = ["founded"]
MADE = 60.0  # seconds that two recordings may take on a busy machine


@dataclass(frozen=True)
class Paper:
    site: Site
    ferry: str
    pears: str

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.site.port}"


@pytest.fixture(scope="session")
def paper(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    with Site(copied(founded, tmp_path_factory.mktemp("listening"))) as site:
        urls = site.inside("tests.listening.newsroom:open_paper")
        site.serve()
        for url in urls.values():
            site.shows(url, 200, "<story-player", seconds=MADE)
        site.shows("/listen/", 200, urls["pears"])
        site.shows("/listen/", 200, urls["ferry"])
        yield Paper(site, urls["ferry"], urls["pears"])


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with chromium_at(chromium, "--autoplay-policy=no-user-gesture-required") as started:
        yield started


Opened = Callable[..., AbstractContextManager[Listener]]


@pytest.fixture
def opened(browser: Browser, paper: Paper) -> Opened:
    """A reader at an address of the paper, with a browser that knows nothing yet. A script's error fails the test."""

    @contextmanager
    def listening(url: str, *, first: str = "", **options: object) -> Iterator[Listener]:
        context = browser.new_context(base_url=paper.base, viewport={"width": 1000, "height": 700}, **options)  # type: ignore[arg-type]
        errors: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if first:
            page.add_init_script(first)
        page.goto(url)
        try:
            yield Listener(page)
        finally:
            context.close()
        assert not errors

    return listening
