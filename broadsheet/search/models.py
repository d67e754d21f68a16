"""Which story stands where in the index, and which ones have to be looked at. The words themselves lie in a table
that each database has in its own way (tables/)."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """A story that is in the index. `place` grows with the moment of publication, so that the index is read from the
    newest. No foreign key: a story that is deleted leaves its entry behind until its words are taken away with it."""

    place = models.BigIntegerField(primary_key=True)
    story = models.BigIntegerField(unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"story {self.story}"


class Due(models.Model):
    """A story whose words have to be read again; 0 stands for all that differ from what readers have."""

    story = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"story {self.story}"


EVERYTHING = 0
