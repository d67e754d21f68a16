"""Telling a database, or a bucket, that is away from a mistake of the program."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, OperationalError

from broadsheet.kit.buckets import NotReached


def is_away(error: BaseException | None) -> bool:
    """Not what the program itself did wrong. A damaged SQLite file raises DatabaseError itself, no subclass."""
    return isinstance(error, OperationalError | InterfaceError | NotReached) or type(error) is DatabaseError
