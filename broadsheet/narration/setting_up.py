"""Where narration keeps its things in a site, and what it is configured with. All of it is below `narration/`."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from broadsheet.kit.shelf import Shelf
from broadsheet.narration.engines.base import Endpoint, Setup
from broadsheet.narration.sound import marking
from broadsheet.narration.sound.cache import SentenceCache
from broadsheet.narration.sound.rendering import Places


def root() -> Path:
    return Path(settings.NARRATION_ROOT)


def setup() -> Setup:
    endpoints = {name: Endpoint(**facts) for name, facts in settings.NARRATION_ENDPOINTS.items() if facts["url"]}
    return Setup(root() / "voices", endpoints)


def recordings() -> Path:
    """Where each recording has its folder."""
    return root() / "recordings"


def readings() -> Path:
    """Where a person's reading waits until it is on the air."""
    return root() / "readings"


def recorded() -> Shelf:
    """The recordings, for every host: each in a folder of its own."""
    return Shelf(recordings(), "recordings")


def read_aloud() -> Shelf:
    """The readings that wait, for every host."""
    return Shelf(readings(), "readings")


def places() -> Places:
    return Places(SentenceCache(root() / "sentences"), recordings())


def certificate() -> marking.Certificate:
    """The operator's, or the site's own, made when it is first asked for. Raises marking.NoCertificate."""
    if settings.NARRATION_CERTIFICATE:
        return marking.certificate(*settings.NARRATION_CERTIFICATE)
    return marking.own(root() / "marking", settings.PAPER_NAME)
