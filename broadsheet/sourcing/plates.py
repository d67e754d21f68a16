"""Sources are watched here. Protected names are not: nothing that is pressed may ever depend on one."""

from __future__ import annotations

from broadsheet.press.watch import watch
from broadsheet.sourcing.models import Source

watch(Source, ignore=("affiliation_warning",))
