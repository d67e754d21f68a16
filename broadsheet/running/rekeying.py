"""All that is encrypted in the database, under another key, in one transaction."""

from __future__ import annotations

from django.db import transaction

from broadsheet.kit.secrecy import Undecipherable
from broadsheet.running.upgrading import NotUpgraded as NotUpgraded
from broadsheet.running.upgrading import demand_stopped
from broadsheet.sourcing import protected
from broadsheet.staff import factors_anew


class NotRekeyed(Exception):
    """The message is the one sentence to show. All is encrypted as it was."""


def demand_idle() -> None:
    """Raises NotRekeyed: a server that knows the old key alone could not read what is under the new one."""
    try:
        demand_stopped()
    except NotUpgraded as error:
        raise NotRekeyed(str(error)) from error


def encrypt_anew(key: str, before: str) -> int:
    """How many things. It may be broken off and done again. Raises NotRekeyed and DatabaseError."""
    try:
        with transaction.atomic():
            return protected.encrypt_anew(key, before) + factors_anew.encrypt_anew(key, before)
    except Undecipherable as error:
        raise NotRekeyed(f"{error} Nothing was changed in the database.") from error
