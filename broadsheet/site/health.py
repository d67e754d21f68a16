"""What stands in the way of taking and publishing work, in plain words."""

from __future__ import annotations

from django.db import DatabaseError, connection


def troubles() -> list[str]:
    """One sentence for each thing that is wrong now; empty when all is well."""
    return _database()


def _database() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return [f"The database does not answer: {error}".strip()]
    return []
