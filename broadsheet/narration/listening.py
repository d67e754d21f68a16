"""The page on which one listens to the front: its stories that have a recording, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _

from broadsheet.design.frame import Head, render
from broadsheet.fronts import composition
from broadsheet.kit import clock
from broadsheet.narration import player, script
from broadsheet.narration.marks import length, prepare_lengths
from broadsheet.narration.player import Track
from broadsheet.narration.selectors import is_on, prepare_on_air
from broadsheet.press import rows
from broadsheet.release import gate
from broadsheet.release.registries import slots
from broadsheet.sections.addresses import path
from broadsheet.sections.frame import FOOT, NAV, beside, frame
from broadsheet.stories.models import StoryPage

TEMPLATE = "narration/listening.html"


@dataclass(frozen=True, slots=True)
class Program:
    """`seconds` in all."""

    tracks: list[Track]
    seconds: int


def address(language: str) -> str:
    return path(language, "listen")


def program(language: str) -> Program:
    stories = composition.laid_out(language, composition.hands(language)).stories
    prepare_lengths(stories)
    heard = [key for key in stories if length(key) is not None]
    prepare_on_air(heard)
    now = clock.now()
    public = (story for story in rows.get_many(StoryPage, heard) if gate.verdict(story, now).public)
    tracks = [found for story in public if (found := player.track(story)) is not None]
    return Program(tracks, sum(int(float(track.seconds)) for track in tracks))


def page(language: str) -> bytes:
    """`language` is active."""
    found = program(language)
    view = {
        "items": found.tracks,
        "length": player.clock(found.seconds),
        "paper": settings.PAPER_NAME,
        "speeds": player.SPEEDS,
        "player": script.url(script.PLAYER),
        "reading": script.url(script.READING),
        "script": script.url(script.PLAYLIST),
        "rails": beside(language),
    }
    return render(TEMPLATE, frame(language), Head(title=_("Listen"), path=address(language)), **view)


def in_menu(language: str) -> str:
    if not is_on(language):
        return ""
    return format_html('<li><a href="{}">{}</a></li>\n', address(language), _("Listen"))


def in_footer(language: str) -> str:
    if not is_on(language):
        return ""
    link = '<p class="wide"><a class="tap" href="{}">{}</a></p>\n'
    return format_html(link, address(language), _("Listen to the front page"))


slots.register(NAV, "narration", in_menu, order=1)
slots.register(FOOT, "narration", in_footer)
