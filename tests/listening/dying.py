"""python -m tests.listening.dying STEP: writes a story, and is killed, its booth with it, when the narrator comes to
that step of the story's recording. Run it in a process group of its own."""

from __future__ import annotations

import io
import math
import os
import signal
import struct
import sys
import threading
import wave
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import django

WORDS = "The ferry “{}” leaves at noon. “{}” comes back in the evening. Nobody had told the captain of “{}”."
READ = "adopted"


def die() -> None:
    os.killpg(0, signal.SIGKILL)


def before(place: Any, name: str) -> None:
    setattr(place, name, lambda *given, **more: die())


def after(place: Any, name: str, when: Callable[..., bool] = lambda *given, **more: True) -> None:
    real = getattr(place, name)

    def dying(*given: Any, **more: Any) -> Any:
        made = real(*given, **more)
        if when(*given, **more):
            die()
        return made

    setattr(place, name, dying)


def hear(studio: Any, step: str) -> None:
    """The booth says that it has come to `step`."""
    produce = studio.produce

    def dying(self: Any, order: Any, progress: Callable[[Any], None]) -> Any:
        return produce(self, order, lambda found: die() if found == step else progress(found))

    studio.produce = dying


def set_trap(step: str) -> None:
    from broadsheet.narration.recording import airing, claiming, looking, making  # noqa: PLC0415 - settings first
    from broadsheet.narration.sound import rendering  # noqa: PLC0415
    from broadsheet.narration.sound.studio import Studio  # noqa: PLC0415

    traps: dict[str, Callable[[], None]] = {
        "ordered": lambda: after(looking, "look_at_due", lambda *given: bool(waiting())),
        "claimed": lambda: before(making, "make"),
        "spoken": lambda: after(claiming.Claim, "keep", lambda self, **columns: columns.get("done") == 2),
        **{told: partial(hear, Studio, told) for told in ("assembled", "measured", "encoded")},
        "produced": lambda: after(Studio, "produce"),
        "published": lambda: after(rendering, "published"),
        "settled": lambda: before(airing, "put_on"),
        "aired": lambda: after(making, "_air"),
        READ: lambda: after(Studio, "adopt"),
    }
    traps[step]()


def waiting() -> int:
    from broadsheet.narration.models import Recording, State  # noqa: PLC0415 - settings first

    return Recording.objects.filter(state=State.QUEUED).count()


def write(step: str) -> None:
    from broadsheet.narration.actions.read_by import read_by  # noqa: PLC0415 - settings first
    from broadsheet.stories.factories import make_story, paragraphs  # noqa: PLC0415

    made = make_story(step.title(), slug=step, body=paragraphs(WORDS.replace("{}", step)))
    if step == READ:
        read_by(made, None, [tone()], "Ines Marlow")


def tone() -> bytes:
    out, rate = io.BytesIO(), 16_000
    waves = (6000 * math.sin(at * 0.06) * math.sin(at * 0.0012) for at in range(6 * rate))
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", int(each)) for each in waves))
    return out.getvalue()


def main(step: str) -> None:
    from broadsheet.narration.recording.narrator import Narrator  # noqa: PLC0415 - settings first

    write(step)
    set_trap(step)
    Narrator(threading.Event(), first=0.0).run()


# -- called inside the site


def open_paper() -> None:
    from broadsheet.narration.models import Narration  # noqa: PLC0415 - settings first

    Narration.objects.create(language="en", on=True)


def go_on() -> list[dict[str, Any]]:
    """The leases are over, and a narrator does what was left: what is in the ledger then."""
    from broadsheet.kit import clock  # noqa: PLC0415 - settings first
    from broadsheet.narration.models import OnAir, Recording, State  # noqa: PLC0415
    from broadsheet.narration.recording.narrator import Narrator  # noqa: PLC0415

    Recording.objects.filter(state=State.RUNNING).update(claimed_until=clock.wall() - timedelta(seconds=1))
    one = Narrator(threading.Event(), first=0.0)
    while one.turn():
        pass
    one._studio.close()
    aired = dict(OnAir.objects.values_list("story_id", "folder"))
    rows = Recording.objects.order_by("pk").select_related("story")
    columns = ("state", "folder", "calls", "sentences", "failures")
    return [
        {"step": row.story.slug, "aired": aired.get(row.story_id), **{name: getattr(row, name) for name in columns}}
        for row in rows
    ]


def tidy_up() -> None:
    """A day later."""
    from broadsheet.kit import clock  # noqa: PLC0415 - settings first
    from broadsheet.narration.recording.pruning import prune  # noqa: PLC0415

    prune(clock.wall() + timedelta(hours=25))


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
