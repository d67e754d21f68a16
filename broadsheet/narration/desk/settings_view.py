"""Settings: which languages are read aloud, by whom, and how that is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin import messages
from wagtail.log_actions import log

from broadsheet.narration.desk import rights
from broadsheet.narration.desk.hearing import demand_heard, known_language, sample
from broadsheet.narration.desk.mending import name_of
from broadsheet.narration.desk.menu import head
from broadsheet.narration.desk.voices import PACES, Offer, missing, offers, pace_of, parsed, services
from broadsheet.narration.models import Narration, OnAir, Reader, VoiceChoice
from broadsheet.narration.player import leads_somewhere
from broadsheet.narration.text.spoken import plain
from broadsheet.release.actions.standing import Refused

SET, WORDED = "narration.set", "narration.word"
LONGEST = 300  # letters of a disclosure
MOST_PLACES = 5
Chosen = list[tuple[str, str, float]]


def settings_view(request: HttpRequest) -> HttpResponse:
    """`?language=` says of which; a POST saves its voices, or with `do=words` the disclosure in every language."""
    rights.demand(request.user.has_perm(rights.SETTLE))
    language = known_language(request.GET.get("language", ""))
    if request.method == "POST":
        try:
            said = _worded(request) if request.POST.get("do") == "words" else _set(request, language)
        except Refused as refusal:
            messages.error(request, str(refusal))
            context = _context(language) | _as_sent(request, language)
            return TemplateResponse(request, "narration/desk/settings.html", context)
        messages.success(request, said)
        return redirect(f"{reverse('narration_settings')}?language={language}")
    return TemplateResponse(request, "narration/desk/settings.html", _context(language))


def _context(language: str) -> dict[str, Any]:
    row = Narration.objects.filter(language=language).first()
    found = _offers(language)
    address = reverse("narration_settings")
    return head(_("Settings of narration")) | {
        "language": language,
        "name": name_of(language),
        "languages": [(f"{address}?language={code}", name_of(code), code == language) for code in _languages()],
        "row": row,
        "on": bool(row and row.on),
        "unchosen": bool(row and row.on and not row.voices.exists()),
        "offers": found,
        "places": range(1, MOST_PLACES + 1),
        "paces": PACES,
        "services": [(len(found) + number, *each) for number, each in enumerate(services())],
        "count": len(found) + len(services()),
        "missing": missing(language),
        "on_air": OnAir.objects.filter(reader=Reader.MACHINE, story__locale__language_code=language).count(),
        "sample": plain(sample(language)),
        "say": reverse("narration_say"),
        "action": f"{address}?language={language}",
        "words": [_words_of(code) for code in _languages()],
    }


def _offers(language: str) -> list[Offer]:
    return offers(language, VoiceChoice.objects.filter(narration__language=language))


def _languages() -> list[str]:
    return list(settings.PAPER_LANGUAGES)


# -- voices


def _as_sent(request: HttpRequest, language: str) -> dict[str, Any]:
    """What was chosen, for another try."""
    if request.POST.get("do") == "words":
        return {}
    rows: dict[str, list[int]] = {}
    for number in range(_rows_of(request)):
        rows.setdefault(request.POST.get(f"voice-{number}", ""), []).append(number)
    return {"on": "on" in request.POST, "offers": [_sent(request, each, rows) for each in _offers(language)]}


def _sent(request: HttpRequest, offer: Offer, rows: dict[str, list[int]]) -> Offer:
    """`rows`: numbers of the rows in which a voice was sent; a voice of several speakers has more than one."""
    if not rows.get(offer.value):
        return offer
    number = rows[offer.value].pop(0)
    place, speaker = request.POST.get(f"place-{number}", ""), request.POST.get(f"speaker-{number}", "")
    try:
        pace = pace_of(request.POST.get(f"pace-{number}", ""))
    except Refused:
        pace = offer.pace
    return replace(
        offer,
        place=int(place) if place.isascii() and place.isdigit() else 0,
        pace=pace,
        speaker=speaker if speaker in offer.speakers else offer.speaker,
    )


@transaction.atomic
def _set(request: HttpRequest, language: str) -> str:
    on, chosen = "on" in request.POST, _chosen(request)
    row, _new = Narration.objects.select_for_update().get_or_create(language=language)
    if on:
        _check(chosen, row, language)
    before = [(each.engine, each.voice, each.rate) for each in row.voices.all()]
    if before != chosen:
        row.voices.all().delete()
        for place, (engine, voice, pace) in enumerate(chosen):
            VoiceChoice.objects.create(narration=row, engine=engine, voice=voice, rate=pace, sort_order=place)
    row.on = on
    row.save()
    data = {"language": language, "on": on, "voices": [f"{engine}:{voice}" for engine, voice, _pace in chosen]}
    log(instance=row, action=SET, user=request.user, data=data)
    if not on:
        return _("Stories in this language are not read aloud (%(language)s).") % {"language": name_of(language)}
    return _("Stories in this language are read aloud (%(language)s).") % {"language": name_of(language)}


def _chosen(request: HttpRequest) -> Chosen:
    """In the order of their places."""
    found: dict[int, tuple[str, str, float]] = {}
    for number in range(_rows_of(request)):
        place = request.POST.get(f"place-{number}", "")
        if not place.isascii() or not place.isdigit() or not int(place):
            continue
        value, service = request.POST.get(f"voice-{number}", "").strip(), request.POST.get(f"service-{number}", "")
        value = f"{service}:{value}" if service else value
        if value.endswith(":"):
            raise Refused(_("Write the name of the service's voice, please."))
        if speaker := request.POST.get(f"speaker-{number}", ""):
            value = f"{value}:{speaker}"
        if int(place) in found:
            raise Refused(_("Two voices have the same place: please give each its own."))
        engine, voice, pace = parsed(value, request.POST.get(f"pace-{number}", ""))
        found[int(place)] = (engine, voice, pace_of(str(pace)))
    return [found[place] for place in sorted(found)]


def _rows_of(request: HttpRequest) -> int:
    said = request.POST.get("rows", "0")
    return min(int(said), 500) if said.isascii() and said.isdigit() else 0


def _check(chosen: Chosen, row: Narration, language: str) -> None:
    """No paper is read by a voice that nobody has heard at that pace. What was chosen before, was heard then."""
    if not chosen and not row.on:
        raise Refused(_("Hear the voices, and give one of them the first place: then it can be turned on."))
    known = [(each.engine, each.voice, each.rate) for each in row.voices.all()] if row.on else []
    for each in chosen:
        if each not in known:
            demand_heard(*each, language)


# -- the disclosure


def _words_of(language: str) -> dict[str, str]:
    row = Narration.objects.filter(language=language).first() or Narration()
    with override(language):
        usual = {
            "trained_usual": _("This audio is created with AI assistance."),
            "algorithmic_usual": _("This story is read by a machine."),
        }
    return usual | {
        "language": language,
        "name": name_of(language),
        "trained": row.trained_words,
        "algorithmic": row.algorithmic_words,
        "report": row.report_to,
    }


@transaction.atomic
def _worded(request: HttpRequest) -> str:
    for language in _languages():
        said = {
            f"{kind}_words": " ".join(request.POST.get(f"{kind}-{language}", "").split())
            for kind in ("trained", "algorithmic")
        }
        said["report_to"] = request.POST.get(f"report-{language}", "").strip()
        if said["report_to"] and not leads_somewhere(said["report_to"]):
            raise Refused(_("Where readers report an error is a mail address, or a page that begins with https://."))
        if any(len(each) > LONGEST for each in said.values()):
            raise Refused(_("The disclosure is too long: at most 300 letters, please."))
        row = Narration.objects.filter(language=language).first() or Narration(language=language)
        if all(getattr(row, name) == words for name, words in said.items()):
            continue
        for name, words in said.items():
            setattr(row, name, words)
        row.save()
        log(instance=row, action=WORDED, user=request.user, data={"language": language, **said})
    return _("The words are kept. Recordings that say others are made again.")
