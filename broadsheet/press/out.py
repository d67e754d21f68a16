"""Whether readers have, just now, something that was made from a row."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.press.models import Dependency
from broadsheet.press.recording import SNAPSHOT


def readers_have(tags: Iterable[str]) -> bool:
    """`tags` of rows (watch.row_tag) and of what selectors say of them (Selector.tag)."""
    wanted = [form for tag in tags for form in (tag, SNAPSHOT + tag)]
    return Dependency.objects.filter(tag__in=wanted, plate__status=200).exists()
