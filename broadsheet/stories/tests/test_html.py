"""Every type of page is valid HTML, by the checker that the web's own editors use."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import make_plain_page, make_section
from broadsheet.sourcing.factories import make_source
from broadsheet.stories.factories import block, make_story, make_topic, paragraphs
from broadsheet.stories.models import StoryClaim, StoryEvidence
from tests.pressing import Pressing


def fill_the_paper() -> None:
    """Each type of page and of block, with everything in it."""
    section = make_section("Harbour", introduction="What comes in, and what goes out.")
    make_plain_page("About us", body="<h2>Who we are</h2><p>A <b>paper</b>.</p><ul><li>Small</li></ul><hr>")
    who = make_contributor("Ada Quill", biography="Grew up on the pier.", disclosure="Owns a boat.")
    other = make_story("Herring late again", section=section, first_published_at=clock.now() - timedelta(days=40))
    quote = {"words": "We heard it.\n\nTwice.", "speaker": "Teo", "role": "pilot", "source": make_source().pk}
    items = [{"type": "item", "value": "<p>Fog</p>"}, {"type": "item", "value": "<p>Sand</p>"}]
    body = [
        *paragraphs("Fog & <b>sand</b>, <a href='https://elsewhere.example/?a=1&amp;b=2'>they say</a>."),
        block("heading", "What the pilots say"),
        block("quote", quote),
        block("picture", {"picture": make_picture("A buoy", is_decorative=True, alt="").pk}),
        block("list", {"numbered": False, "items": items}),
        block("note", "<p>Being written.</p>"),
        block("related", {"story": other.pk}),
    ]
    make_story(
        'Harbour "to be dredged" & more',
        section=section,
        kicker="Shipping",
        dateline="MIRNA BAY",
        hero=make_picture(),
        by=[who],
        topics=[make_topic("Herring")],
        last_published_at=clock.now() + timedelta(hours=1),
        body=body,
        claims=list(claims_of(body)),
        evidence=[StoryEvidence(kind="document", text="A chart", link="https://charts.example/?n=1&m=2")],
        how_we_know="We asked <both> sides.",
    )
    kill(make_story("Killed", section=section), None, "It named a witness.")


def claims_of(body: list[dict[str, Any]]) -> Iterator[StoryClaim]:
    """Of each block that can be pointed at, and of one that cannot: on one leg, and on two."""
    source = make_source(description="port authority's <own> agency")
    for item in body:
        row = {"block": item["id"], "words": 'The bar "moved" & rose', "shown": True, "text_hash": "0"}
        yield StoryClaim(how="said", speaker="Teo & Ilva", date=date(2026, 3, 4), **row)
        yield StoryClaim(how="reported", source=source, link="https://saltline.example/?a=1&b=2", **row)
    yield StoryClaim(how="unnamed", block=body[0]["id"], words="Nobody looked.", shown=True, text_hash="0")


@pytest.mark.part("vnu")
def test_every_page_is_valid(pressing: Pressing, vnu: Path) -> None:
    fill_the_paper()
    pressing.settle()
    files = [file for _top, _name, file in pressing.folder.walk() if file.suffix == ".html"]
    pages = [file for file in files if file.parent.name != "rails"]  # those are pieces of pages
    assert len(pages) >= 12
    told = [page for page in pages if "The bar &quot;moved&quot; &amp; rose" in page.read_text()]
    assert {page.parent.name == "plain" for page in told} == {True, False}, "a story with claims, and its plain page"
    command = ["java", "-jar", str(vnu), "--format", "text", "--stdout", *map(str, pages)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert checked.returncode == 0, checked.stdout
