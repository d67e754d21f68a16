"""The player above a story's text, and what its page says of the recording.

Markup: `<story-player class="player" data-captions="…/audio.vtt">` holds `<audio controls preload="none">`, which
works by itself, and the controls that static/narration/player.js shows in its place. A person's reading has no
captions, and the attribute is missing. The cues of the captions have ids `block.number.hash`: `block` is
"disclosure" (not on the page), "headline" (the h1), "byline" (the line of class `by`), or a block's id, whose
element on the page has the id `anchor(block)` = "b-" and its first eight characters. A cue's text is a piece of
that element's own text, white space made single, and the cues of one block follow each other in it; so a sentence
can be found as a Range (static/narration/reading.js), and the page carries no markup for it. Blocks have these ids
only on pages with a player.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import gettext as _

from broadsheet.narration import script
from broadsheet.narration.engines.choosing import ENGINES
from broadsheet.narration.models import Reader
from broadsheet.narration.recording.airing import Fitness, heard
from broadsheet.narration.selectors import Aired, report_to
from broadsheet.narration.sound.rendering import MP3, VTT
from broadsheet.press import recording
from broadsheet.release.registries import slots
from broadsheet.sections.addresses import address
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import PLAYER

TEMPLATE = "narration/player.html"
PAGES = ("https://", "http://", "/")
UNNAMED = frozenset({"openai"})
"""Engines that stand for many services."""
GIVEN = {
    "piper": re.compile(r"\w+-(?P<name>[a-z_]+)-\w+(?::(?P<speaker>[a-z]\w*)|:\d+)?"),
    "kokoro": re.compile(r"[a-z]{2}_(?P<name>[a-z]+)(?P<speaker>)"),
    "openai": re.compile(r"(?P<name>[a-z]+)(?P<speaker>)"),
}
"""Where an engine's own name of a voice has a name that means something to readers."""
SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")


@dataclass(frozen=True, slots=True)
class Track:
    """A recording as a page offers it. `story` is the page's address; `seconds` for machines, `length` for people
    ("3:52"). `voice` is which computer voice speaks, in words for readers; `outdated`: the story was changed since. A
    person's reading (`reader` is a name) has no `captions`."""

    story: str
    title: str
    audio: str
    captions: str
    seconds: str
    length: str
    disclosure: str
    voice: str
    reader: str
    outdated: bool

    @property
    def url(self) -> str:
        return self.story


@dataclass(frozen=True, slots=True)
class PlayerView(Track):
    """`report` is where readers report an error, "" where the paper has not said."""

    transcript: str
    report: str
    paper: str
    script: str
    reading: str
    speeds: ClassVar = SPEEDS


def player(story: StoryPage) -> str:
    """Safe HTML; "" for a story without a recording."""
    found = track(story)
    if found is None:
        return ""
    view = PlayerView(
        **{name: getattr(found, name) for name in Track.__slots__},
        transcript=f"{found.story}plain/",
        report=_report(story.language, found),
        paper=settings.PAPER_NAME,
        script=script.url(script.PLAYER),
        reading=script.url(script.READING),
    )
    return get_template(TEMPLATE).render({"player": view})


def track(story: StoryPage) -> Track | None:
    """What readers may hear of this story now; the gate was asked about it, and its language is active. The page
    shows its file."""
    found = heard(story)
    if found is None:
        return None
    air, fitness = found
    page = address(story.language, story.url_path)
    human = air["reader"] == Reader.HUMAN
    recording.note_shown(page + MP3)
    return Track(
        story=page,
        title=story.title,
        audio=page + MP3,
        captions="" if human else page + VTT,
        seconds=f"{air['seconds']:.2f}",
        length=clock(air["seconds"]),
        disclosure=air["disclosure"],
        voice=voice_of(air),
        reader=air["reader_name"] if human else "",
        outdated=fitness is Fitness.OUTDATED,
    )


def voice_of(air: Aired) -> str:
    """ "Lada (Piper)", "eSpeak NG", "Alloy": a voice's own name where it has one, and the program's. "" for a person,
    and for a service that has no name of its own."""
    engine = ENGINES.get(air["engine"])
    program = "" if air["engine"] in UNNAMED else engine.title if engine else air["engine"]
    pattern = GIVEN.get(air["engine"])
    found = pattern.fullmatch(air["voice"]) if pattern else None
    name = (found["speaker"] or found["name"]).replace("_", " ").title() if found else ""
    return f"{name} ({program})" if name and program else name or program


def clock(seconds: float) -> str:
    """ "3:52", "1:03:52"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def leads_somewhere(to: str) -> bool:
    """Whether it is a mail address or the address of a page."""
    return to.startswith(PAGES) or ("@" in to and ":" not in to)


def _report(language: str, of: Track) -> str:
    """A letter that is begun already, or the paper's own page."""
    to = report_to(language)
    if to.startswith(PAGES):
        return to
    if not leads_somewhere(to):
        return ""
    subject = _("Error in the recording of “%(story)s”") % {"story": of.title}
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(settings.PAPER_BASE_URL + of.story)}"


slots.register(PLAYER, "narration", player)
