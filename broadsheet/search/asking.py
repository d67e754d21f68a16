"""What somebody asks of the search, as the address of its page says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from broadsheet.kit import languages
from broadsheet.search.terms import LONGEST, Term, terms

NEWEST, BEST = "newest", "best"
MOST_PAGES = 100


def address(language: str) -> str:
    return f"{languages.prefix(language)}/search/"


@dataclass(frozen=True, slots=True)
class Question:
    """`words` and `by` as they were typed; `section` is a slug, "" for any; the days are included."""

    language: str
    words: str = ""
    by: str = ""
    section: str = ""
    since: date | None = None
    until: date | None = None
    order: str = BEST
    page: int = 1

    @classmethod
    def read(cls, language: str, sent: Mapping[str, str]) -> Question:
        """What cannot be read is left out: nobody is told off for an address."""
        page = sent.get("page", "")
        return cls(
            language,
            words=_text(sent.get("q", "")),
            by=_text(sent.get("by", "")),
            section=_text(sent.get("section", "")),
            since=_day(sent.get("from", "")),
            until=_day(sent.get("to", "")),
            order=NEWEST if sent.get("order") == NEWEST else BEST,
            page=min(int(page), MOST_PAGES)
            if page.isascii() and page.isdigit() and len(page) < 4 and int(page)
            else 1,
        )

    @property
    def terms(self) -> list[Term]:
        return terms(self.words)

    @property
    def authors(self) -> list[Term]:
        return [replace(term, unwanted=False) for term in terms(self.by)]

    @property
    def narrowed(self) -> bool:
        return bool(self.by or self.section or self.since or self.until or self.order != BEST)

    @property
    def is_asked(self) -> bool:
        """Whether there is something to look for."""
        wanted = any(not term.unwanted for term in self.terms)
        return wanted or bool(self.authors or self.section or self.since or self.until)

    def url(self, page: int) -> str:
        """The address of a page of its finds."""
        said = {
            "q": self.words,
            "by": self.by,
            "section": self.section,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "order": self.order if self.order != BEST else "",
            "page": str(page) if page > 1 else "",
        }
        return f"{address(self.language)}?{urlencode({name: value for name, value in said.items() if value})}"


def _text(sent: str) -> str:
    return " ".join(sent.replace("\x00", " ").split())[:LONGEST]


def _day(sent: str) -> date | None:
    try:
        return date.fromisoformat(sent)
    except ValueError:
        return None
