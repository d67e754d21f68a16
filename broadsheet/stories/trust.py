"""What a story's page says of where it comes from, and of when it was wrong: plain values for its template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.design.frame import Link
from broadsheet.design.times import time_tag
from broadsheet.kit.addresses import leading
from broadsheet.sourcing.files import file
from broadsheet.sourcing.selectors import described
from broadsheet.stories.corrections import Corrected
from broadsheet.stories.models import CorrectionKind, EvidenceKind
from broadsheet.stories.selectors import Known

KINDS = dict(EvidenceKind.choices)
NOTES = dict(CorrectionKind.choices)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of "How we know this": "On the record", and who it was. `text` is plain, or safe HTML."""

    kind: str
    text: str | SafeString
    link: Link | None


@dataclass(frozen=True, slots=True)
class Fix:
    """A correction, clarification or retraction. `dated` is a sentence with the time in it."""

    kind: str
    label: str
    paragraphs: list[str]
    dated: SafeString


def evidence(rows: Iterable[Known], language: str, *, desk: bool = False) -> list[Evidence]:
    return [Evidence(str(KINDS.get(row["kind"], "")), _words(row, language), _link(row, desk)) for row in rows]


def _words(row: Known, language: str) -> str:
    """The source's own name and description, then what was written."""
    source = described(row["source_id"], language) if row["source_id"] else None
    held = file(row["document_id"]) if row["document_id"] and not row["text"] else None
    text = row["text"].strip() or (held.description or held.title if held else "")
    name = ", ".join(part for part in (source["name"], source["description"]) if part) if source else ""
    between = (", " if not text[0].isupper() else ". ") if name and text else ""
    words = name + between + text
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _link(row: Known, desk: bool) -> Link | None:
    """To the file itself while readers can have it."""
    held = file(row["document_id"], desk=desk) if row["document_id"] else None
    url = held.url if held else leading(row["link"])
    return Link(row["link_text"] or (_("Read it") if held else _("More there")), url) if url else None


def fixes(corrections: Sequence[Corrected]) -> list[Fix]:
    return [fix(each) for each in corrections]


def fix(corrected: Corrected) -> Fix:
    """To be called with the story's language active."""
    paragraphs = [part.strip() for part in corrected["text"].split("\n\n") if part.strip()]
    time = time_tag(datetime.fromisoformat(corrected["at"]))
    dated = {
        CorrectionKind.CLARIFICATION: _("Clarified on {}."),
        CorrectionKind.RETRACTION: _("Retracted on {}."),
    }.get(CorrectionKind(corrected["kind"]), _("Corrected on {}."))
    return Fix(corrected["kind"], str(NOTES[corrected["kind"]]), paragraphs, format_html(dated, time))


def last_of(corrections: Sequence[Corrected]) -> datetime | None:
    """When the last note was made."""
    return max((datetime.fromisoformat(each["at"]) for each in corrections), default=None)
