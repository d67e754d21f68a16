"""A site's narration in a folder of its own: voices, cache, recordings, certificate, and a booth that speaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from broadsheet.narration.engines.base import Setup, Voice
from broadsheet.narration.sound import marking
from broadsheet.narration.sound.cache import SentenceCache
from broadsheet.narration.sound.rendering import Places
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests import tiny_voices
from broadsheet.narration.tests.narrating import Narrating


@pytest.fixture(scope="session")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of voices with a tiny Piper voice and three tiny Kokoro voices."""
    folder = tmp_path_factory.mktemp("voices")
    tiny_voices.piper(folder)
    tiny_voices.kokoro(folder)
    return folder


@pytest.fixture(scope="session")
def studio(voices: Path) -> Iterator[Studio]:
    """One for all tests that do no harm to it."""
    with Studio(Setup(voices)) as one:
        yield one


@pytest.fixture
def piper() -> Voice:
    return Voice("piper", "en_US-tiny-low", "en-US")


@pytest.fixture
def espeak() -> Voice:
    return Voice("espeak", "en-gb", "en")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(SentenceCache(tmp_path / "sentences"), tmp_path / "recordings")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> marking.Certificate:
    return marking.own(tmp_path_factory.mktemp("marking"), "The Mirna Bay Ledger")


@pytest.fixture
def narrating(db: None, tmp_path: Path, studio: Studio, voices: Path, settings: Settings) -> Narrating:
    """The paper's narration in a folder of the test's own, with the tiny voices; nothing is turned on yet."""
    settings.NARRATION_ROOT = tmp_path / "narration"
    settings.NARRATION_ROOT.mkdir()
    (settings.NARRATION_ROOT / "voices").symlink_to(voices)
    return Narrating(studio)
