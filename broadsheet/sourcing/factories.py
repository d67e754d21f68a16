"""Sources for tests, the demo and benches."""

from __future__ import annotations

from typing import Any

from broadsheet.sourcing.models import Source


def make_source(name: str = "Saltline", **fields: Any) -> Source:
    values = {"kind": "agency", "description": "the port authority's own news agency", "language": "en"}
    return Source.objects.create(name=name, **{**values, **fields})
