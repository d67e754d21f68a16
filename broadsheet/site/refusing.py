"""What the edge says to who asks for what it cannot give, in the paper's language: the edge knows no Django."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from broadsheet.design import assets
from broadsheet.kit import refusal

TITLES = (
    *(gettext_noop("Bad request"), gettext_noop("Request timeout"), gettext_noop("Internal server error")),
    *(gettext_noop("Content too large"), gettext_noop("Request entity too large")),  # 413, by version of Python
    *(gettext_noop("Request header fields too large"), gettext_noop("Service unavailable")),
)
AWAY_TITLE, AWAY = "Service unavailable", gettext_noop("This cannot be taken just now. Please try again in a moment.")
"""For the web server in front, while ours is away."""
SENTENCES = (
    gettext_noop("This request cannot be understood."),
    gettext_noop("The request took too long to arrive. Please try again."),
    gettext_noop("That is more than is taken here at once."),
    gettext_noop("The head of this request is longer than is taken here."),
    gettext_noop("Something went wrong here. Please try again in a moment."),
    gettext_noop("So many are reading just now that nothing but pages is served. Please try again in a few minutes."),
)


def page(title: str, sentence: str) -> bytes:
    """HTML. What only a program can have done wrong is told in English."""
    with override(settings.LANGUAGE_CODE):
        return refusal.page(
            gettext(title),
            gettext(sentence),
            paper=settings.PAPER_NAME,
            stylesheet=assets.stylesheet(),
            language=settings.LANGUAGE_CODE,
        )
