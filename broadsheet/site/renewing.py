"""Has the whole paper pressed when it never was, or was by other code or under other settings."""

from __future__ import annotations

from django.conf import settings

from broadsheet.press import flood, hosts, upkeep
from broadsheet.press.folder import Folder
from broadsheet.press.models import Dispatch, Plate
from broadsheet.press.presser import Presser
from broadsheet.site import edition


def renew(place: Folder) -> None:
    """To be called by whoever presses, when it starts: a server that leaves the work to a separate worker must not
    say that the paper is of its edition, since that worker may still run other code."""
    now = edition.current()
    sent = not hosts.several() or Dispatch.objects.exists()  # of a paper that came to have several hosts nothing is
    if Plate.objects.exists() and edition.pressed(place) == now and sent:
        return
    flood.soil_everything()
    # Every page needs what lies below /static/, and nobody's asking has it pressed: Django answers there.
    own = list(Plate.objects.filter(url__startswith=settings.STATIC_URL).values_list("url", flat=True))
    Presser(place).press(only=own, limit=len(own))
    upkeep.write_due(place)  # who asks before the worker came to it has it pressed at once
    edition.keep(place, now)


def begin(place: Folder) -> None:
    """For a server that does not press: something to ask for, on a site that never was pressed."""
    if not Plate.objects.exists():
        renew(place)
