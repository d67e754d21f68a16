"""About, contact, policies: the page itself."""

from __future__ import annotations

from django.utils import translation

from broadsheet.design.frame import Head, render
from broadsheet.sections import previews, prose
from broadsheet.sections.addresses import address
from broadsheet.sections.frame import frame
from broadsheet.sections.models import PlainPage
from broadsheet.sections.selectors import alternates


def body(page: PlainPage, language: str, *, robots: str = "") -> bytes:
    head = Head(
        title=page.seo_title or page.title,
        path=address(language, page.url_path),
        description=page.search_description,
        robots=robots,
        alternates=alternates(page.translation_key),
    )
    return render("sections/plain_page.html", frame(language), head, title=page.title, body=prose.html(page.body))


def preview(page: PlainPage) -> bytes:
    language = page.locale.language_code
    with translation.override(language):
        return body(page, language, robots=previews.ROBOTS)


previews.register(PlainPage, preview)
