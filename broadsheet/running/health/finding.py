"""One thing that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Level(StrEnum):
    RED = "red"
    """Readers or the newsroom feel it now, or something may be lost: somebody is told by mail."""
    YELLOW = "yellow"
    """It should be seen to."""


AREAS = {
    "folders": gettext_lazy("Folders"),
    "disk": gettext_lazy("Disk"),
    "clock": gettext_lazy("Clock"),
    "database": gettext_lazy("Database"),
    "worker": gettext_lazy("Worker"),
    "pages": gettext_lazy("Pages"),
    "overdue": gettext_lazy("Work that is overdue"),
    "hosts": gettext_lazy("Hosts"),
    "buckets": gettext_lazy("Buckets"),
    "mail": gettext_lazy("Mail"),
    "search": gettext_lazy("Search"),
    "voices": gettext_lazy("Voices"),
    "certificate": gettext_lazy("Certificate"),
    "backups": gettext_lazy("Backups"),
    "settings": gettext_lazy("Settings"),
    "safety": gettext_lazy("Safety on the open Internet"),
}
"""What is looked at, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`stops`: work cannot be taken or published now, so /healthz answers 503."""

    area: str
    level: Level
    what: str
    remedy: str = ""
    stops: bool = False

    def __str__(self) -> str:
        if not self.remedy:
            return self.what
        return _("%(what)s: %(remedy)s.") % {"what": self.what, "remedy": self.remedy}

    @classmethod
    def from_json(cls, told: Mapping[str, str]) -> Finding:
        """What `to_json` gave."""
        return cls(told["area"], Level(told["level"]), told["what"], told["remedy"])

    def to_json(self) -> dict[str, str]:
        return {"area": self.area, "level": str(self.level), "what": self.what, "remedy": self.remedy}


def red(area: str, what: str, remedy: str = "", *, stops: bool = False) -> Finding:
    return Finding(area, Level.RED, what, remedy, stops)


def yellow(area: str, what: str, remedy: str = "") -> Finding:
    return Finding(area, Level.YELLOW, what, remedy)
