from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.narration.engines.choosing import ENGINES
from broadsheet.narration.models import FASTEST, SLOWEST, StoryNarration
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import StoryPage


def choose(
    story: StoryPage,
    by: AbstractBaseUser | None,
    *,
    engine: str = "",
    voice: str = "",
    rate: float = 1.0,
    left_out: Iterable[str] = (),
    silent: bool = False,
) -> StoryNarration:
    """How this one story is read: by this voice (none: the paper's), without these blocks, or not at all. Takes the
    place of what was chosen before. Raises PermissionDenied and Refused."""
    if engine and engine not in ENGINES:
        raise Refused(_("There is no engine called %(name)s.") % {"name": engine})
    if bool(engine) != bool(voice):
        raise Refused(_("A voice is an engine and the name of its voice: please choose both, or neither."))
    if not SLOWEST <= rate <= FASTEST:
        raise Refused(_("The pace should be from 0.5 to 2."))
    chosen = {"engine": engine, "voice": voice, "rate": rate, "left_out": sorted(set(left_out)), "silent": silent}
    with taken(story, by) as row:
        made, _new = StoryNarration.objects.update_or_create(story_id=row.pk, defaults=chosen)
        log(instance=row, action="narration.choose", user=by, data=chosen)
    return made
