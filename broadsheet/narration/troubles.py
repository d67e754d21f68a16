"""Why stories are not read aloud though they should be: for `broadsheet check` and for the desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from broadsheet.narration import setting_up
from broadsheet.narration.engines.choosing import engines
from broadsheet.narration.models import Narration, Recording, State
from broadsheet.narration.recording.commissions import voices
from broadsheet.narration.sound.marking import NoCertificate


def findings() -> Iterator[str]:
    """One sentence for each."""
    yield from speechless()
    for cause, command in _failed():
        yield _("Stories could not be recorded: %(cause)s%(mend)s") % {"cause": cause, "mend": mend(command)}


def speechless() -> Iterator[str]:
    """Why nothing can be recorded, or not as an editor chose."""
    languages = list(Narration.objects.filter(on=True).order_by("language").values_list("language", flat=True))
    for language in languages:
        yield from _speechless(language)
    if languages:
        try:
            setting_up.certificate()
        except (NoCertificate, OSError) as error:
            yield _("Recordings cannot be marked: %(cause)s") % {"cause": error}


def _speechless(language: str) -> Iterator[str]:
    """Why none of its voices can speak, or why the first cannot."""
    known = engines(setting_up.setup())
    reasons, able = [], False
    for voice in voices(language):
        engine = known.get(voice.engine)
        found = engine.available(voice) if engine else None
        if found:
            able = True
        else:
            why = (
                str(found.reason)
                if found is not None
                else _("There is no engine called %(name)s.") % {"name": voice.engine}
            )
            reasons.append(f"{voice.name}: {why}{mend(found.command if found is not None else '')}")
    if able and not reasons:
        return
    said = {"language": language, "reasons": " ".join(reasons) or _("eSpeak NG has no voice for it: choose one.")}
    if able:
        yield _("Not every voice of “%(language)s” can speak: %(reasons)s") % said
    else:
        yield _("No voice of “%(language)s” can speak: %(reasons)s") % said


def mend(command: str) -> str:
    return " " + _("Mend it: %(command)s") % {"command": command} if command else ""


def _failed() -> list[tuple[str, str]]:
    failed = Recording.objects.filter(state=State.FAILED).order_by("cause", "command")
    some = list(failed.values_list("cause", "command").distinct()[:5])
    rows = (failed.filter(cause=cause, command=command).first() for cause, command in some)
    return [(row.why, row.command) for row in rows if row is not None]
