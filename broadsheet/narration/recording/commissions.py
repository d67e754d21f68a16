"""What a story's recording is to be made from: its sentences, the voices in order, and how it says what it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.narration.engines import espeak
from broadsheet.narration.engines.base import SourceType, Voice
from broadsheet.narration.models import Narration, Pronunciation, StoryNarration
from broadsheet.narration.recording.sources import digest, source_of
from broadsheet.narration.sound.rendering import Script
from broadsheet.narration.text import lexicon, sentences
from broadsheet.narration.text.extraction import Passage
from broadsheet.narration.text.spoken import Sentence, key
from broadsheet.people.selectors import named
from broadsheet.stories.models import StoryPage
from broadsheet.stories.selectors import attached

DISCLOSURE = "disclosure"


@dataclass(frozen=True)
class Commission:
    """`sentences` without the disclosure's: how that reads depends on who speaks. `words` is the digest of what is on
    the page, read at `read_at`."""

    language: str
    sentences: list[Sentence]
    disclosures: dict[str, str]
    voices: list[Voice]
    tags: dict[str, str]
    lexicon: lexicon.Lexicon
    words: str
    read_at: datetime

    def script(self, source_type: SourceType) -> Script:
        said = self.disclosures[source_type]
        first = sentences.of_passages([Passage(DISCLOSURE, DISCLOSURE, said, self.language)], self.lexicon)
        return Script([*first, *self.sentences], {**self.tags, "comment": said})

    @property
    def hash(self) -> str:
        """The input: the same gives no second recording."""
        words = [[each.id, each.shown, key(each.spoken), each.kind] for each in self.sentences]
        voices = [[each.engine, each.name, each.language, each.rate] for each in self.voices]
        whole = json.dumps([words, voices, sorted(self.disclosures.items()), sorted(self.tags.items())])
        return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()


def commission(story: StoryPage) -> Commission:
    """Of the story as it is published. No sentence: there is nothing to read."""
    language, read_at = story.language, clock.wall()
    source = source_of(story, language)
    chosen = StoryNarration.objects.filter(story=story.pk).first()
    said = lexicon_of(story.pk)
    return Commission(
        language=language,
        sentences=sentences.of_story(replace(source, left_out=frozenset(chosen.left_out if chosen else ())), said),
        disclosures=disclosures(language),
        voices=voices(language, chosen),
        tags=tags_of(story),
        lexicon=said,
        words=digest(source),
        read_at=read_at,
    )


def tags_of(story: StoryPage) -> dict[str, str]:
    """By ffmpeg's names."""
    people = [named(pk, story.language) for role, pk in attached(story.pk)["bylines"]]
    return {
        "title": story.title,
        "artist": ", ".join(person["name"] for person in people if person),
        "album": settings.PAPER_NAME,
        "date": clock.local(story.published_at).date().isoformat() if story.published_at else "",
        "language": story.language,
        "genre": "Speech",
    }


def lexicon_of(story: int) -> lexicon.Lexicon:
    """The paper's entries and the story's own."""
    paper = [row.entry for row in Pronunciation.objects.filter(story=None)]
    return lexicon.of(paper, [row.entry for row in Pronunciation.objects.filter(story=story)])


def voices(language: str, chosen: StoryNarration | None = None) -> list[Voice]:
    """In the order in which they are tried: the story's own, then the paper's; eSpeak NG where there are none."""
    own = [chosen.of(language)] if chosen and chosen.engine else []
    kept = Narration.objects.filter(language=language).first()
    papers = [choice.of(language) for choice in kept.voices.all()] if kept else []
    if not papers and (name := espeak.named(language)):
        papers = [Voice(espeak.Espeak.id, name, language)]
    return list(dict.fromkeys([*own, *papers]))


def disclosures(language: str) -> dict[str, str]:
    """{source type: what is said first}: the paper's own words, or the usual ones in that language."""
    kept = Narration.objects.filter(language=language).first() or Narration()
    with override(language):
        return {
            "trained": kept.trained_words or _("This audio is created with AI assistance."),
            "algorithmic": kept.algorithmic_words or _("This story is read by a machine."),
        }
