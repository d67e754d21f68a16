"""The top of a section's front: what editors placed there, before the newest."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import get_template
from django.utils.safestring import SafeString

from broadsheet.fronts import composition, selectors
from broadsheet.fronts.selectors import Placed
from broadsheet.stories import leading
from broadsheet.stories.leading import NOTHING, Leading


def lead(section: int, language: str) -> Leading:
    rail = selectors.rails_of_sections(language).get(section)
    return led(selectors.placed(rail)) if rail is not None else NOTHING


def led(placed: Sequence[Placed], *, desk: bool = False) -> Leading:
    """`placed`, as the top of a section's front. `desk`: a preview, not a plate."""
    stories = composition.chosen(placed, desk=desk)
    if not stories:
        return NOTHING
    html = get_template("fronts/top.html").render({"stories": stories})
    return Leading(SafeString(html), [story.key for story in stories])


leading.register(lead)
