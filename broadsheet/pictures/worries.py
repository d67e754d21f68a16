"""Pictures that somebody at the desk must see to: those in use whose rights end soon, or that cannot be read."""

from __future__ import annotations

from wagtail.models import ReferenceIndex

from broadsheet.kit import clock
from broadsheet.pictures.models import ENDS_SOON, Picture

MOST = 200  # pictures that are looked at


def ending() -> list[Picture]:
    """Whose rights end within a week, the soonest first: those only that a story or a draft shows."""
    now = clock.now()
    soon = Picture.objects.filter(rights_until__gt=now, rights_until__lte=now + ENDS_SOON)
    found = list(soon.order_by("rights_until", "pk")[:MOST])
    used = ReferenceIndex.get_count_references_to_in_bulk(found)
    return [picture for picture in found if used.get(picture)]


def unreadable() -> list[Picture]:
    """Whose original a page wanted and could not be read."""
    return list(Picture.objects.exclude(damage="").order_by("pk")[:MOST])
