"""The voices that can be chosen for a language, in the order in which the desk shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from broadsheet.narration import setting_up
from broadsheet.narration.engines import espeak
from broadsheet.narration.engines.base import Availability, Engine, Voice
from broadsheet.narration.engines.choosing import ENGINES, engines
from broadsheet.narration.models import FASTEST, SLOWEST, StoryNarration, VoiceChoice
from broadsheet.narration.voices.catalogue import BUNDLES
from broadsheet.narration.voices.installing import installed, speakers_of
from broadsheet.release.actions.standing import Refused

PACES = (0.8, 0.9, 1.0, 1.1, 1.2)
SERVICES = ("openai", "elevenlabs")
"""Their voices are not listed anywhere: one is chosen by its name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """`value` is what a form sends for it; `place` in the paper's order, from 1; 0: none. `why` it cannot speak.
    `speakers`: who can be chosen of a voice that has several, and `speaker` who is."""

    engine: str
    title: str
    voice: str
    value: str
    place: int = 0
    pace: float = 1.0
    why: str = ""
    command: str = ""
    speakers: tuple[str, ...] = ()
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What cannot speak here, why, and the command that mends it."""

    title: str
    why: str
    command: str


def value_of(engine: str, voice: str) -> str:
    return f"{engine}:{voice}"


def parsed(value: str, pace: str) -> tuple[str, str, float]:
    """(engine, voice, pace); ("", "", 1.0) for none. Raises Refused."""
    engine, _colon, voice = value.partition(":")
    if not engine:
        return "", "", 1.0
    if engine not in engines(setting_up.setup()) or not voice.strip() or len(voice) > 100:
        raise Refused(_("There is no such voice."))
    return engine, voice.strip(), pace_of(pace)


def pace_of(said: str) -> float:
    """Raises Refused."""
    try:
        pace = float(said or 1)
    except ValueError:
        pace = 0.0
    if not SLOWEST <= pace <= FASTEST:
        raise Refused(_("The pace should be from 0.5 to 2."))
    return pace


def of_language(language: str) -> list[Voice]:
    """Every voice that is here and speaks it, those of the best engine first."""
    base = language.split("-")[0].lower()
    found = [each for each in installed(setting_up.setup().voices) if _base(each.language) == base]
    found.sort(key=lambda each: list(ENGINES).index(each.engine))
    spoken = sorted(name for name in espeak.voices() if name.split("-")[0] == espeak.ALIASES.get(base, base))
    usual = espeak.named(language)
    spoken.sort(key=lambda name: name != usual)
    return [*found, *(Voice(espeak.Espeak.id, name, language) for name in spoken)]


def _base(language: str) -> str:
    return language.split("-")[0].split("_")[0].lower()


def offers(language: str, chosen: Iterable[VoiceChoice]) -> list[Offer]:
    """Those that were chosen first, in their order. A voice of several speakers stands there once more: two of them
    may have a place."""
    known = engines(setting_up.setup())
    first = [
        _offer(known.get(row.engine), row.of(language), place, row.rate) for place, row in enumerate(chosen, start=1)
    ]
    taken = {each.value for each in first if not each.speakers}
    rest = [_offer(known[each.engine], each) for each in of_language(language)]
    return [*first, *(each for each in rest if each.value not in taken and not each.why)]


def _offer(engine: Engine | None, voice: Voice, place: int = 0, pace: float = 1.0) -> Offer:
    there = (
        engine.available(voice) if engine else Availability(_("There is no such engine."), "broadsheet voices list")
    )
    title = _(engine.title) if engine else voice.engine
    several = tuple(speakers_of(voice, setting_up.setup().voices)) if there else ()
    name, _colon, speaker = voice.name.partition(":") if several else (voice.name, "", "")
    if several and speaker not in several:
        speaker = several[int(speaker)] if speaker else several[0]
    value = value_of(voice.engine, name)
    return Offer(voice.engine, title, name, value, place, pace, str(there.reason), there.command, several, speaker)


def services() -> list[tuple[str, str]]:
    """(id, title) of those that are configured."""
    known = engines(setting_up.setup())
    return [(name, _(known[name].title)) for name in SERVICES if known[name].available()]


def missing(language: str) -> list[Missing]:
    """Engines that are not there, and voices of the catalogue for this language that could be installed."""
    setup = setting_up.setup()
    found = []
    for engine in engines(setup).values():
        there = engine.available()
        if not there:
            found.append(Missing(_(engine.title), str(there.reason), there.command))
    here = {each.name for each in installed(setup.voices)}
    kokoro = any(each.engine == "kokoro" for each in installed(setup.voices))
    for bundle in BUNDLES.values():
        speaks = language.split("-")[0] in {_base(each.strip()) for each in bundle.language.split(",")}
        if speaks and bundle.name not in here and not (bundle.engine == "kokoro" and kokoro):
            size = _("It is not installed (%(size)d MB).") % {"size": round(bundle.size / 1e6)}
            found.append(Missing(f"{bundle.engine}: {bundle.name}", size, f"broadsheet voices install {bundle.name}"))
    return found


def choices(language: str, chosen: StoryNarration | None) -> list[tuple[str, str, bool]]:
    """(value, words, whether it is chosen) for one story."""
    now = value_of(chosen.engine, chosen.voice) if chosen and chosen.engine else ""
    found = [choice for each in offers(language, ()) for choice in _single(each)]
    if now and now not in dict(found):
        found.insert(0, (now, now))
    return [(value, label, value == now) for value, label in found]


def _single(offer: Offer) -> list[tuple[str, str]]:
    """(value, words) for it, or for each of its speakers."""
    words = f"{offer.title}: {offer.voice}"
    several = [(f"{offer.value}:{speaker}", f"{words}, {speaker}") for speaker in offer.speakers]
    return several or [(offer.value, words)]
