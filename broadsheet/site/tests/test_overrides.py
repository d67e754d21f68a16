"""Templates of the site's own folder win, file by file; a broken one harms only what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F
from django.template import engines
from django.template.loader import get_template

from broadsheet.press.models import Plate
from broadsheet.sections.factories import make_plain_page
from broadsheet.site import edition, overrides, working
from tests.pressing import Pressing


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The site's templates, looked at every time; gone after the test."""
    monkeypatch.setattr(overrides, "LOOK_EVERY", 0.0)
    loader = engines["django"].engine.template_loaders[0]
    loader._next = 0.0
    made = Path(settings.SITE) / overrides.FOLDER
    made.mkdir()
    yield made
    for file in overrides.files(made):
        file.unlink()
    for place in sorted((each for each in made.rglob("*") if each.is_dir()), reverse=True):
        place.rmdir()
    made.rmdir()
    loader._look()


def write(folder: Path, name: str, text: str | bytes) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def test_a_file_wins_over_the_package_and_may_go_on_from_it(folder: Path, pressing: Pressing) -> None:
    make_plain_page("About us", body="<p>Since 1911.</p>")
    write(
        folder,
        "sections/plain_page.html",
        '{% extends "sections/plain_page.html" %}{% block main %}<p>Ours.</p>{{ block.super }}{% endblock %}',
    )
    pressing.everything()
    text = pressing.read("/about-us/") or ""
    assert text.index("Ours.") < text.index("Since 1911.")
    write(folder, "sections/plain_page.html", "Only this.")
    pressing.everything()
    assert pressing.read("/about-us/") == "Only this."


def test_a_file_taken_away_leaves_the_package(folder: Path) -> None:
    write(folder, "design/gone.html", "Ours.")
    assert get_template("design/gone.html").render({}) == "Ours."
    (folder / "design/gone.html").unlink()
    assert "Ours." not in get_template("design/gone.html").template.source


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n\n{% blok main %}", "templates/sections/plain_page.html, line 3, cannot be used"),
        ("{% load nonsense %}", "'nonsense' is not a registered tag library"),
        (b"\xff\xfe", "cannot be used ('utf-8' codec"),
    ],
)
def test_a_broken_file_is_told_and_takes_no_page_away(
    folder: Path, pressing: Pressing, text: str | bytes, told: str
) -> None:
    page = make_plain_page("About us", body="<p>Since 1911.</p>")
    pressing.settle()
    write(folder, "sections/plain_page.html", text)
    page.title = "About the Ledger"
    page.save()
    with pytest.raises(AssertionError):
        pressing.settle()
    plate = Plate.objects.get(url="/about-us/")
    assert told in plate.failure
    assert "mend the file, or take it away." in plate.failure
    assert "Since 1911." in (pressing.read("/about-us/") or "")
    (folder / "sections/plain_page.html").unlink()
    Plate.objects.update(retry_at=None)
    pressing.settle()
    assert "About the Ledger" in (pressing.read("/about-us/") or "")


def test_a_changed_file_is_another_edition(folder: Path) -> None:
    before = edition.current()
    write(folder, "design/gone.html", "Ours.")
    assert edition.current() != before


@pytest.mark.django_db
def test_a_running_worker_presses_everything_when_files_are_left_alone(
    folder: Path, pressing: Pressing, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRESS_ROOT = pressing.folder.root  # type: ignore[attr-defined]
    watching = working.Overrides(folder)
    watching.run()
    write(folder, "design/gone.html", "Ours.")
    watching.run()
    assert dirty() == 0, "whoever writes it may not have done yet"
    monkeypatch.setattr(working, "LEFT_ALONE", 0.0)
    watching.run()
    assert dirty() == Plate.objects.count() > 0
    pressing.settle()
    watching.run()
    assert dirty() == 0


def dirty() -> int:
    return Plate.objects.filter(made__lt=F("wanted")).count()
