"""People who do not exist, for tests, the demo and benches."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from broadsheet.people.models import Contributor


def make_contributor(name: str = "Ines Marlow", **fields: Any) -> Contributor:
    """A saved contributor; the same one when the slug is taken."""
    slug = fields.pop("slug", slugify(name, allow_unicode=True))
    return Contributor.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]
