"""Wagtail's page privacy is closed: it would look as if it guarded a page, and the press knows nothing of it.
Who may read a page is its `access`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction


@receiver(pre_save, sender=PageViewRestriction)
def refuse(**kwargs: Any) -> None:
    raise ValidationError(_("Pages of this paper have no privacy of Wagtail's: set who may read them by access."))
