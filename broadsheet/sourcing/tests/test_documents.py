"""What a file is, its content tells; and a document never lacks what its public name is made of."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from broadsheet.sourcing import uploads
from broadsheet.sourcing.factories import MP3, PDF, make_document
from broadsheet.sourcing.files import url_of
from broadsheet.sourcing.uploads import suffix_of


@pytest.mark.parametrize(
    ("body", "name", "suffix"),
    [
        (PDF, "report.txt", "pdf"),
        (MP3, "siren.mp3", "mp3"),
        (b"\xff\xfb\x90\x00" + bytes(100), "siren", "mp3"),
        (b"OggS" + bytes(100), "siren.ogg", "ogg"),
        (b"\0\0\0\x1cftypM4A " + bytes(100), "siren.m4a", "m4a"),
        ("gate,metres\nТретя,2.1\n".encode(), "gates.csv", "csv"),
        ("\ufeffLetters".encode(), "letters.txt", "txt"),
    ],
)
def test_its_content_tells_what_it_is(body: bytes, name: str, suffix: str) -> None:
    assert suffix_of(ContentFile(body, name=name)) == suffix


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<html><script>alert(1)</script>", "report.pdf"),
        (b" <svg onload='alert(1)'/>", "a.txt"),
        (b"MZ\x90\x00" + bytes(100), "report.pdf"),
        (b"PK\x03\x04" + bytes(100), "report.csv"),
        (b"\0\0\0\x1cftypqt  " + bytes(100), "film.m4a"),
        (b"\xff\xfe\x00\x01", "letters.txt"),
        (b"", "empty.txt"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(body: bytes, name: str) -> None:
    with pytest.raises(ValidationError, match=f"“{name}” is none that readers can have"):
        suffix_of(ContentFile(body, name=name))


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 1024 * 1024)
    with pytest.raises(ValidationError, match="at most 1 MB"):
        suffix_of(ContentFile(PDF + bytes(1024 * 1024), name="report.pdf"))


@pytest.mark.django_db
def test_another_file_has_another_name() -> None:
    held = make_document()
    was = url_of(held)
    held.file = ContentFile(PDF + b"more", name="report.pdf")
    held.save()
    assert url_of(held) != was
    assert held.size == len(PDF) + 4


@pytest.mark.django_db
def test_a_bad_file_is_refused_by_the_form_and_by_saving() -> None:
    held = make_document()
    held.file = ContentFile(b"<html>", name="report.pdf")
    with pytest.raises(ValidationError, match="none that readers can have"):
        held.full_clean()
    with pytest.raises(ValidationError, match="none that readers can have"):
        held.save()
