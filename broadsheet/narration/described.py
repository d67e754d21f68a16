"""A story's recording for machines (schema.org: AudioObject), in the JSON-LD of its page."""

from __future__ import annotations

from broadsheet.narration.recording.airing import heard
from broadsheet.narration.selectors import prepare_on_air
from broadsheet.narration.sound.rendering import MP3, VTT
from broadsheet.press.folder import MEDIA_TYPES
from broadsheet.sections.addresses import address
from broadsheet.stories import preparing
from broadsheet.stories.models import StoryPage
from broadsheet.syndication import article
from broadsheet.syndication.items import whole
from broadsheet.syndication.organization import Described

SOURCES = {
    "trained": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "algorithmic": "https://schema.org/AlgorithmicMediaDigitalSource",
    "": "https://schema.org/DigitalCaptureDigitalSource",
}
"""By source type; a person's reading has none."""


def audio(story: StoryPage) -> Described:
    """{"audio": …} of the article; {} without a recording."""
    found = heard(story)
    if found is None:
        return {}
    air, _fitness = found
    page = whole(address(story.language, story.url_path))
    made: Described = {
        "@type": "AudioObject",
        "contentUrl": page + MP3,
        "encodingFormat": MEDIA_TYPES[".mp3"],
        "contentSize": str(air["size"]),
        "duration": duration(air["seconds"]),
        "transcript": f"{page}plain/" if not air["disclosure"] else page + VTT,
        "digitalSourceType": SOURCES[air["source_type"]],
        "description": air["disclosure"],
        "contributor": {"@type": "Person", "name": air["reader_name"]} if air["reader_name"] else "",
    }
    return {"audio": {name: value for name, value in made.items() if value}}


def duration(seconds: float) -> str:
    """ISO 8601: "PT3M52S"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"PT{minutes}M{rest}S" if minutes else f"PT{rest}S"


article.also("narration", audio)
preparing.also("narration", prepare_on_air)
