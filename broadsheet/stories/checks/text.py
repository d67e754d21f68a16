"""A story's words: what is missing, and what is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from broadsheet.stories.checks.stored import cut, length, plain, values
from broadsheet.stories.models import WORKING, StoryPage
from broadsheet.stories.parts import Reached
from broadsheet.stories.unfinished import has_no_headline

LONGEST_ON_A_CARD = 110
"""Letters of a headline that a card shows whole on a phone."""
LONGEST_SENTENCE = 50
LONGEST_PARAGRAPH = 150
"""Words that are read without going back."""

_SENTENCE = re.compile(r"(?<=[.!?…؟])[”»“\"']?\s+")


class WorkingHeadline:
    name, blocking = "working headline", True

    def look(self, story: StoryPage) -> Iterator[str]:
        if has_no_headline(story):
            yield _("It has no headline yet.")
        elif story.headline_is_working:
            yield str(WORKING)


class Bylined:
    name, blocking = "byline", False

    def look(self, story: StoryPage) -> Iterator[str]:
        if not any(True for _line in story.bylines.all()):
            yield _("Nobody is named as its author.")


class Written:
    name, blocking = "text", False

    def look(self, story: StoryPage) -> Iterator[str]:
        if not story.body.raw_data:
            yield _("It has no text yet.")


class QuotesSpoken:
    name, blocking = "speaker", False

    def look(self, story: StoryPage) -> Iterator[str]:
        for value in values(story, "quote"):
            said = " ".join((value.get("words") or "").split())
            unnamed = value.get("how") == Reached.UNNAMED and value.get("role")
            if said and not (value.get("speaker") or value.get("source") or unnamed):
                yield _("Who says “%(words)s”? The quotation names no speaker.") % {"words": cut(said)}


class HeadlineFitsCards:
    name, blocking = "length of the headline", False

    def look(self, story: StoryPage) -> Iterator[str]:
        count = len(story.title)
        if count > LONGEST_ON_A_CARD:
            yield _("The headline has %(count)d letters: cards show about %(most)d.") % {
                "count": count,
                "most": LONGEST_ON_A_CARD,
            }


class Readable:
    """Sentences and paragraphs that are too long; of each story the longest of them."""

    name, blocking = "readability", False

    def look(self, story: StoryPage) -> Iterator[str]:
        texts = [plain(str(item["value"])) for item in story.body.raw_data if item["type"] == "paragraph"]
        sentence = max((one for text in texts for one in _SENTENCE.split(text)), key=length, default="")
        paragraph = max(texts, key=length, default="")
        if length(sentence) > LONGEST_SENTENCE:
            yield _("A sentence of %(count)d words is seldom read to its end: “%(words)s”") % {
                "count": length(sentence),
                "words": cut(sentence),
            }
        if length(paragraph) > LONGEST_PARAGRAPH:
            yield _("A paragraph of %(count)d words is a wall on a phone: “%(words)s”") % {
                "count": length(paragraph),
                "words": cut(paragraph),
            }
