"""What happens to recordings in the proof's small paper. How they are made is proved elsewhere: here they are there,
are replaced, are overtaken by what an editor writes, and go."""

from __future__ import annotations

from broadsheet.kit import clock
from broadsheet.narration import setting_up
from broadsheet.narration.models import Narration, OnAir, Reader
from broadsheet.narration.recording.sources import digest, source_of
from tests.proof.paper import Paper


def happen(paper: Paper, n: int, m: int) -> None:
    """One comes on the air, by a machine or a person; one is taken off; the paper begins or ceases to read aloud."""
    if m == 0:
        Narration.objects.update_or_create(language=("en", "de")[n % 2], defaults={"on": n % 3 > 0})
    elif m == 1:
        OnAir.objects.filter(pk__in=[air.pk for air in OnAir.objects.order_by("pk")][n % 3 : 1 + n % 3]).delete()
    else:
        _air(paper, n, m)


def _air(paper: Paper, n: int, m: int) -> None:
    story = paper.story(n)
    if story is None:
        return
    folder = f"proof-{m % 4}"
    human = m % 4 == 3
    _recorded(folder, m % 4, captions=not human)
    OnAir.objects.update_or_create(
        story_id=story.pk,
        defaults={
            "folder": folder,
            "reader": Reader.HUMAN if human else Reader.MACHINE,
            "reader_name": "Ines Marlow" if human else "",
            "engine": "" if human else "espeak",
            "voice": "" if human else "en",
            "source_type": "" if human else "algorithmic",
            "disclosure": "" if human else "This story is read by a machine.",
            "seconds": 60.0 + m % 4,
            "size": 100 + m % 4,
            "words": digest(source_of(story, story.language)),
            "read_at": clock.now(),
            "since": clock.now(),
        },
    )
    Narration.objects.get_or_create(language=story.language, defaults={"on": True})


def _recorded(folder: str, which: int, *, captions: bool) -> None:
    """Files of a recording, as good as any to the press."""
    place = setting_up.recordings() / folder
    if place.exists():
        return
    place.mkdir(parents=True)
    (place / "audio.mp3").write_bytes(b"\xff\xfb" * (50 + which))
    if captions:
        (place / "audio.vtt").write_text(f"WEBVTT\n\n{which}\n", encoding="utf-8")
