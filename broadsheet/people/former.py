"""Slugs that something had before: its old addresses lead to where it stands now."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

SLUG_HELP = _("The end of its page's address. The old address leads to the new one, and so do its months and feeds.")


class Former(models.Model):
    """A slug that a topic or a contributor had. Who has it now goes before who had it."""

    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug


class KeepsFormer(models.Model):
    """What has a `slug`, and its rows of Former as `former_slugs`: written in the transaction that changes it."""

    pk: Any
    slug: Any
    former_slugs: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            now = type(self)._default_manager.filter(pk=self.pk).values_list("slug", flat=True)  # type: ignore[misc]  # whoever keeps slugs has one
            before = now.first()
            super().save(*args, **kwargs)
            fields = kwargs.get("update_fields")
            if before is not None and before != self.slug and (fields is None or "slug" in fields):
                self._keep(before)

    def _keep(self, before: str) -> None:
        had = self.former_slugs
        had.filter(slug=self.slug).delete()
        had.model.objects.update_or_create(slug=before, defaults={had.field.name: self})
