"""A person's reading as a recording among the others: the server's side of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from broadsheet.narration.sound.rendering import FACTS, MP3, Places, Rendering, published
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.sound.workplace import workplace

SCHEMA = 1


def adopt(file: Path, tags: dict[str, str], longest: float, places: Places, studio: Studio) -> Rendering:
    """A folder like a rendering's, without captions: nobody knows when what is said. Raises EngineError."""
    name = hashlib.sha256(json.dumps([SCHEMA, file.name, sorted(tags.items())]).encode()).hexdigest()
    folder = places.recordings / name
    if folder.is_dir():
        return Rendering(folder, new=False)
    with workplace(places.recordings, name) as new:
        facts = studio.adopt(file, new / MP3, tags, longest)
        (new / FACTS).write_text(json.dumps({**facts, "hash": name, "sentences": []}), encoding="utf-8")
        published(new, folder)
    return Rendering(folder, new=True)
