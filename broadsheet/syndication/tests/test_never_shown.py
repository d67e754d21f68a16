"""What the gate keeps in is in no feed, no sitemap, no embed, no head; what is taken in leaves all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from broadsheet.kit import clock
from broadsheet.pictures.factories import make_picture
from broadsheet.press.folder import Folder
from broadsheet.release.actions.kill import kill
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from tests.gate.paper import states
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
STATES = {name: columns for name, columns in states(clock.now()).items() if columns}
OURS = (".xml", ".json", ".txt")


def telling(paper: Pressing, word: str = "quarantine") -> list[str]:
    """Everything on disk that has the word."""
    files = {f"{top}/{name}": file.read_bytes() for top, name, file in paper.folder.walk()}
    plain = {name: data for name, data in files.items() if not name.endswith((".gz", ".br", ".zst"))}
    return sorted(name for name, data in plain.items() if word.encode() in data.lower() or word in name)


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_public_is_nowhere(paper: Pressing, harbour: Section, state: str) -> None:
    make_story("Ferry", section=harbour)
    make_story("Quarantine", section=harbour, hero=make_picture(), **STATES[state])
    paper.settle()
    assert telling(paper) == []
    assert "Ferry" in (paper.read("/rss.xml") or "")


@pytest.mark.parametrize("how", ["killed", *sorted(STATES.keys() - {"draft", "scheduled"})])
def test_what_is_taken_in_leaves_everything(
    paper: Pressing, harbour: Section, how: str, as_pressed_anew: Callable[[Folder], None]
) -> None:
    story = make_story("Quarantine", section=harbour, hero=make_picture())
    paper.settle()
    month = f"plates/sitemaps/{clock.local(clock.now()):%Y-%m}.xml"
    feeds = [f"plates/{file}" for file in ("rss.xml", "atom.xml", "feed.json", "news-sitemap.xml")]
    assert {*feeds, month, "plates/harbour/quarantine/oembed.json"} <= set(telling(paper))
    if how == "killed":
        kill(story, None, "It named a witness.")
    else:
        columns = STATES[how]
        StoryPage.objects.filter(pk=story.pk).update(**columns)
    paper.settle()
    assert [name for name in telling(paper) if not name.startswith("gone/harbour/quarantine/")] == []
    as_pressed_anew(paper.folder)


def test_an_embargo_that_ends_brings_it_everywhere_at_once(paper: Pressing, harbour: Section) -> None:
    until = clock.now() + timedelta(hours=1)
    make_story("Quarantine", section=harbour, embargoed_until=until)
    paper.settle()
    assert telling(paper) == []
    with clock.as_of(until):
        paper.let_pass(until)
    assert {f"plates/{file}" for file in ("rss.xml", "feed.json", "news-sitemap.xml")} <= set(telling(paper))
