"""Called inside the site: a paper that reads two stories aloud, and what its newsroom does to one of them."""

from __future__ import annotations

from typing import Any

from broadsheet.narration.models import Narration
from broadsheet.narration.tests.narrating import edit
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryPage

FIRST = (
    "<p>The ferry of <a href='https://harbour.example/'>Mirna Bay</a> leaves at <b>12.30 p.m.</b> on Feb. 3, 2027. "
    "It cost $1.2 billion, and nobody has paid.</p>"
)
MANY = tuple(f"Boat number {number} was painted green last year. Its captain likes it." for number in range(1, 13))


def open_paper() -> dict[str, str]:
    """{"ferry": address, "pears": address}."""
    Narration.objects.create(language="en", on=True, report_to="desk@ledger.example")
    quote = {"words": "I take the noon boat.\n\nI always did.", "speaker": "Olena Koval", "role": "harbour master"}
    body = [
        block("paragraph", FIRST),
        block("picture", None),
        block("heading", "What people say"),
        block("quote", quote),
        *paragraphs(*MANY),
    ]
    stories = (
        make_story("Pears are early", slug="pears", body=paragraphs("They are ripe. They are sweet.")),
        make_story("The ferry leaves at noon", slug="ferry", body=body, dateline="MIRNA BAY"),
    )
    return {story.slug: story.url for story in stories}


def mend_first_paragraph() -> None:
    """A correction with more words than there were."""
    story = StoryPage.objects.get(slug="ferry")
    body: list[Any] = list(story.body.raw_data)
    words = "<p>The ferry leaves at one o'clock, or so they say. It was never on time. It cost $2 million.</p>"
    body[0] = {**body[0], "value": words}
    correct(edit(story, body=body), None, "correction", "An earlier version gave a wrong hour.")
