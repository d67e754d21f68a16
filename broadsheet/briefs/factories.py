"""Briefs for tests and the demo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock, languages


def draft(headline: str = "The Sarn ferry stops at noon.", text: str = "", **fields: Any) -> Brief:
    fields = {"language": languages.default(), **fields}
    brief = Brief(headline=headline, text=text, live=False, **fields)
    brief.save()
    brief.save_revision(clean=False)
    return brief


def brief(
    headline: str = "The Sarn ferry stops at noon.", text: str = "", at: datetime | None = None, **fields: Any
) -> Brief:
    """A published one, first published `at`."""
    made = Brief(
        **{"language": languages.default(), **fields},
        headline=headline,
        text=text,
        live=True,
        first_published_at=at or clock.now(),
    )
    made.save()
    return made
