"""Sources and documents for tests, the demo and benches."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from broadsheet.sourcing.models import Document, Source

PDF = b"%PDF-1.7\n% a test report\n%%EOF\n"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(200)


def make_source(name: str = "Saltline", **fields: Any) -> Source:
    values = {"kind": "agency", "description": "the port authority's own news agency", "language": "en"}
    return Source.objects.create(name=name, **{**values, **fields})


def make_document(
    title: str = "Test report", *, body: bytes = PDF, name: str = "report.pdf", **fields: Any
) -> Document:
    """A saved document with this content."""
    return Document.objects.create(title=title, file=ContentFile(body, name=name), **fields)
