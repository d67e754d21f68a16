"""What a database must hold before anybody writes: the tables, a tree and the picks of each language, an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Site

from broadsheet.fronts import planting
from broadsheet.sections.trees import plant


def begin() -> None:
    """Make the tables in an empty database, and what `settle` makes."""
    call_command("migrate", verbosity=0, interactive=False)
    settle()


@transaction.atomic
def settle() -> None:
    """Bring the database in line with the settings; changes nothing where it is already."""
    plant()
    planting.plant()
    _address()


def _address() -> None:
    parts = urlsplit(settings.PAPER_BASE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    site = Site.objects.get(is_default_site=True)
    wanted = (parts.hostname, port, settings.PAPER_NAME)
    if (site.hostname, site.port, site.site_name) != wanted:
        site.hostname, site.port, site.site_name = wanted
        site.save()
