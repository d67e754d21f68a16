"""Sources and documents are watched here, and the files of documents pressed. Protected names are not watched:
nothing that is pressed may ever depend on one."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.kit import clock
from broadsheet.press import plates, rows
from broadsheet.press.plates import Page, Plates
from broadsheet.press.watch import watch
from broadsheet.release import gate
from broadsheet.sourcing.files import PATTERN, key_in, url_of
from broadsheet.sourcing.models import Document, Source, SourceWords

watch(Source, ignore=("affiliation_warning",))
watch(SourceWords)
watch(Document, ignore=("dated", "uploaded_at", "file"))


class Documents(Plates):
    name = "document"
    asks = "judges the document, and is there only while a judged page shows it"
    pattern = PATTERN
    shown_only = True

    def urls(self) -> Iterable[str]:
        return ()

    def make(self, url: str) -> Page | None:
        key = key_in(url)
        document = rows.get(Document, key) if key else None
        if document is None or not gate.verdict(document, clock.now()).public or url != url_of(document):
            return None
        try:
            with document.file.open() as original:
                return Page(original.read())
        except FileNotFoundError:
            return None


plates.register(Documents())
