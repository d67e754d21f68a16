"""What is looked at before a story is published: a small class each, with the words that it says."""

from __future__ import annotations

from broadsheet.release.registries import checks
from broadsheet.stories.checks.claims import ClaimsRest
from broadsheet.stories.checks.links import LinkedIsOut, LinksElsewhere, LinksLeadOutside, LinksWithin
from broadsheet.stories.checks.pictures import PicturesComplete, RightsLast
from broadsheet.stories.checks.style import HouseStyle, HouseStyleKept
from broadsheet.stories.checks.text import (
    Bylined,
    HeadlineFitsCards,
    QuotesSpoken,
    Readable,
    WorkingHeadline,
    Written,
)
from broadsheet.stories.checks.unnamed import UnnamedApproved
from broadsheet.stories.models import StoryPage

for check in (
    WorkingHeadline(),
    PicturesComplete(),
    UnnamedApproved(),
    HouseStyleKept(),
    Bylined(),
    Written(),
    QuotesSpoken(),
    ClaimsRest(),
    HeadlineFitsCards(),
    Readable(),
    HouseStyle(),
    RightsLast(),
    LinkedIsOut(),
    LinksLeadOutside(),
    LinksWithin(),
    LinksElsewhere(),
):
    checks.register(StoryPage, check)
