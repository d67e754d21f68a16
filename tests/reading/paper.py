"""The pages of a served paper by their type, and what a browser sees on them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.sites import Site

A4 = 673
"""Pixels of A4's width between the margins of @page in paper.css."""
TYPES = {
    "front": r"/",
    "section": r"/harbour/",
    "month": r"/harbour/\d{4}/\d\d/",
    "topic": r"/topics/[^/]+/",
    "contributor": r"/people/[^/]+/",
    "story": r"/harbour/tide-gate/",
    "live story": r"/town-hall/rope-street-water/",
    "plain story": r"/harbour/tide-gate/plain/",
    "brief": r"/news-feed/\d{4}/\d\d/\d\d/[^/]+/",
    "day": r"/news-feed/\d{4}/\d\d/\d\d/",
    "news feed": r"/news-feed/",
    "corrections": r"/corrections/",
    "listening page": r"/listen/",
    "Arabic listening page": r"/ar/listen/",
    "plain page": r"/about/",
    "newsletters": r"/newsletters/",
    "newsletter": r"/newsletters/[^/]+/",
    "newsletter's month": r"/newsletters/[^/]+/\d{4}/\d\d/",
    "issue": r"/newsletters/[^/]+/[^/]+/",
    "Ukrainian newsletters": r"/uk/newsletters/",
    "not found": r"/404\.html",
    "offline page": r"/offline/",
    "Arabic offline page": r"/ar/offline/",
    "Ukrainian front": r"/uk/",
    "Ukrainian story": r"/uk/(?!topics/|people/|news-feed/|newsletters/)[^/]+/(?!\d{4}/)[^/]+/",
    "Arabic story": r"/ar/(?!topics/|people/|news-feed/|newsletters/)[^/]+/(?!\d{4}/)[^/]+/",
}


@dataclass(frozen=True)
class Paper:
    """`told` is what the terminal said when it was started."""

    site: Site
    told: str

    @property
    def password(self) -> str:
        """Of the demo's sign-ins."""
        found = re.search("“(.+?)”", self.told)
        assert found is not None, self.told
        return found[1]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.site.port}"

    def files(self) -> dict[str, Path]:
        """Every page that is out: its file, by its address."""
        return {
            "/" + name.removesuffix("index.html"): file
            for top, name, file in self.site.press.walk()
            if top == "plates" and file.suffix == ".html" and not re.search(r"(^|/)rails/", name)
        }

    def one(self, kind: str) -> str:
        """The address of a page of this type. Fails when the paper has none."""
        pattern = re.compile(TYPES[kind])
        url = next((url for url in sorted(self.files()) if pattern.fullmatch(url)), None)
        assert url is not None, f"the demo has no page of the type {kind!r}"
        return url


def longest_story(demo: Paper) -> str:
    """The story with the most words among those of up to 900."""
    best, most = "", 0
    for url, file in demo.files().items():
        if re.fullmatch(r"/[^/]+/(?!\d{4}/)[^/]+/", url) and not url.startswith(
            ("/topics/", "/people/", "/news-feed/", "/newsletters/", "/uk/", "/ar/")
        ):
            text = file.read_text(encoding="utf-8")
            words = len(re.sub(r"<[^>]+>", " ", text.split('class="body"')[-1].split("</article>")[0]).split())
            if most < words <= 900:
                best, most = url, words
    assert most >= 500, "the demo has no long story"
    return best


def weighed(page: Page, url: str) -> Counter[str]:
    """Bytes as they came over the wire, heads included, by kind: document, stylesheet, script, font, image."""
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"].lower()}))
    session.on(
        "Network.loadingFinished",
        lambda told: weights.update({kinds.get(told["requestId"], "?"): int(told["encodedDataLength"])}),
    )
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return weights


@contextmanager
def tab(browser: Browser, width: int, scheme: str = "light", **more: object) -> Iterator[Page]:
    """An empty tab of that width. An error of a page's script fails the test. No service worker stands between the
    tab and the network: what it asks for can be seen, and answered by the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        service_workers="block",
        **more,  # type: ignore[arg-type]
    )
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert not errors
