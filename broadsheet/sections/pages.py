"""From a URL to the page that stands there, judged by the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils import translation

from broadsheet.kit import clock, languages
from broadsheet.press import rows
from broadsheet.press.plates import Gone, Page, Result
from broadsheet.release import gate
from broadsheet.sections.addresses import within
from broadsheet.sections.frame import gone
from broadsheet.sections.models import PaperPage
from broadsheet.sections.selectors import page_at, pages_at, trees

M = TypeVar("M", bound=PaperPage)


def find(url: str, model: type[M]) -> M | None:
    """The page at `url`, if it is of this type; public or not."""
    language, below = within(url)
    home = trees()["homes"].get(language)
    at = page_at(home + below) if home else None
    if at is None or at[1] != model._meta.label_lower:
        return None
    return rows.get(model, at[0])


def prepare_addresses(urls: Iterable[str], model: type[PaperPage]) -> list[int]:
    """Read together what `find` will ask for each of these URLs; primary keys of the pages of this type."""
    homes = trees()["homes"]
    wanted = [homes[language] + below for language, below in map(within, urls) if language in homes]
    found = pages_at(wanted)
    page_at.prime({(path,): found.get(path) for path in wanted})
    return sorted(pk for pk, kind in found.values() if kind == model._meta.label_lower)


def press(url: str, model: type[M], body: Callable[[M, str], bytes]) -> Result | None:
    """What stands at `url` when it is a page of this type: `body(page, language)` if it is public, the notice
    if it was killed, otherwise nothing."""
    page = find(url, model)
    if page is None:
        return None
    verdict, language = gate.verdict(page, clock.now()), languages.split(url)[0]
    with translation.override(language):
        if verdict.public:
            return Page(body(page, language))
        return Gone(gone(language, page.kill_notice)) if verdict.killed else None
