"""The files that readers get of documents: copies of the originals under names that change with their content,
there for as long as something public shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from broadsheet.kit import clock
from broadsheet.press import rows
from broadsheet.press.recording import note_shown
from broadsheet.release import gate
from broadsheet.sourcing.models import Document
from broadsheet.sourcing.uploads import SUFFIXES

PATTERN = rf"/media/documents/(?P<key>[1-9]\d*)-[0-9a-f]{{16}}\.(?:{'|'.join(SUFFIXES)})"

_NAME = re.compile(PATTERN)


@dataclass(frozen=True, slots=True)
class File:
    """A document as a page shows it; `size` in bytes."""

    url: str
    title: str
    description: str
    credit: str
    suffix: str
    size: int
    is_audio: bool


def file(key: int | None, *, desk: bool = False) -> File | None:
    """The document as it may be shown now, or None: withheld, deleted, or its original is lost. `desk` is for
    previews, which link to the original since nothing of theirs is public."""
    document = rows.get(Document, key) if key else None
    if document is None or not gate.verdict(document, clock.now()).public:
        return None
    if not document.file.storage.exists(str(document.file.name)):
        return None
    url = document.file.url if desk else url_of(document)
    if not desk:
        note_shown(url)
    return File(
        *(url, document.title, document.description.strip(), document.credit.strip()),
        *(document.suffix, document.size, document.is_audio),
    )


def url_of(document: Document) -> str:
    return f"/media/documents/{document.pk}-{document.digest[:16]}.{document.suffix}"


def key_in(url: str) -> int | None:
    """The primary key of the document in a file's URL."""
    found = _NAME.fullmatch(url)
    return int(found["key"]) if found else None
