"""What plates ask about recordings, and which change can alter the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import TypedDict

from broadsheet.narration.models import Narration, OnAir
from broadsheet.press.selectors import selector
from broadsheet.press.watch import Changed, watch

watch(OnAir, ignore=("recording", "since"))
watch(Narration, only=("language", "on", "report_to"))


class Aired(TypedDict):
    """What readers of a story get. `read_at` in RFC 3339; an empty `disclosure`: a person reads."""

    folder: str
    reader: str
    reader_name: str
    engine: str
    voice: str
    source_type: str
    disclosure: str
    seconds: float
    size: int
    words: str
    read_at: str


COLUMNS = tuple(Aired.__annotations__)


def _story(change: Changed) -> list[tuple[int]]:
    return [(change.pk,)]


@selector("narration.on_air", {OnAir: _story})
def on_air(story: int) -> Aired | None:
    return _read([story]).get(story)


def prepare_on_air(stories: Iterable[int]) -> None:
    """Read together what `on_air` will be asked for in this run."""
    on_air.prepare(stories, _read)


def _read(stories: Iterable[int]) -> dict[int, Aired]:
    found: dict[int, Aired] = {}
    for row in OnAir.objects.filter(story__in=list(stories)).values("story_id", *COLUMNS):
        story, read_at = row.pop("story_id"), row.pop("read_at")
        # the columns asked for are those of Aired; a type checker cannot count them in a dict
        found[story] = {**row, "read_at": read_at.astimezone(UTC).isoformat()}  # type: ignore[typeddict-item]
    return found


@selector("narration.is_on", {Narration: lambda change: change.each("language")})
def is_on(language: str) -> bool:
    """Whether stories of this language are read aloud."""
    return Narration.objects.filter(language=language, on=True).exists()


@selector("narration.report_to", {Narration: lambda change: change.each("language")})
def report_to(language: str) -> str:
    """Where readers report an error in a recording: a mail address, a page's address, or ""."""
    return Narration.objects.filter(language=language).values_list("report_to", flat=True).first() or ""
