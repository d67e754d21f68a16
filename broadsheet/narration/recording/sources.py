"""What of a published story is read out, and a digest of it: the same for whoever records and whoever presses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b

from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.narration.text.extraction import Source, passages
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import Credit, credits_of
from broadsheet.stories.selectors import attached


def source_of(story: StoryPage, language: str) -> Source:
    with override(language):
        credits = byline(credits_of(attached(story.pk)["bylines"], language))
    return Source(language=language, headline=story.title, body=list(story.body.raw_data), byline=credits)


def byline(credits: Iterable[Credit]) -> str:
    """The line as the page has it: "Reported by Ada Ness and Bo Lind. Photographs by Cleo Fane."."""
    return " ".join(f"{credit.role} {_joined([person.title for person in credit.people])}." for credit in credits)


def _joined(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_('and')} {names[-1]}"


def digest(source: Source) -> str:
    """Of the words that readers see and could hear. What an editor leaves out plays no part: the words are there."""
    found = [[each.block, each.text, each.language] for each in passages(source)]
    return blake2b(json.dumps(found, ensure_ascii=False).encode(errors="surrogatepass"), digest_size=16).hexdigest()
