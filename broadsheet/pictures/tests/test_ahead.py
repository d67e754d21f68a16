"""What somebody uploads is encoded before a page asks for it; what is deleted leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from broadsheet.pictures import ahead, originals
from broadsheet.pictures.factories import drawn, make_picture
from broadsheet.pictures.files import files, make_sure

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Path:
    settings.PRESS_ROOT = tmp_path / "press"
    return tmp_path / "var" / "pictures"


def test_the_likely_files_lie_ready_and_the_original_is_not_opened_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = make_picture(size=(900, 600))
    call_command("make_pictures", picture.pk, 4711)
    originals.forget()
    monkeypatch.setattr(originals, "_read", lambda picture: pytest.fail("the original was opened again"))
    for crop, widest in ahead.LIKELY:
        make_sure(picture, [file for file in files(picture, crop) if file.width <= widest])


def test_only_what_somebody_uploads_is_made_ahead(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(ahead.batches, "ask", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        make_picture("Imported")
        uploaded = make_picture("Uploaded", uploaded_by_user=User.objects.create(username="ada"))
    assert asked == [uploaded.pk]


def test_what_was_made_goes_with_the_last_picture_of_an_original(
    kept: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    body = drawn("Harbour", (300, 200))
    first, second = make_picture("First", body=body), make_picture("Second", body=body)
    ahead.make(first)
    assert len(list(kept.iterdir())) == 1
    for picture, left in ((first, 1), (second, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            picture.delete()
        assert len(list(kept.iterdir())) == left
