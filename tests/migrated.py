"""python -m tests.migrated: keep the database that tests begin with, so that a new checkout need not migrate.

`make template` runs it. Its name says for which state of the migrations it is: for any other it is not taken.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

import django
import zstandard
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from broadsheet.site.template_database import same_each_time

PLACE = Path(__file__).parent
NAME = "migrated-{}.sqlite3.zst"


def packed() -> Path:
    return PLACE / NAME.format(fingerprint())


def unpack(target: Path) -> None:
    """Into `target`, whole or not at all: another process may want the same at this moment."""
    half = target.with_suffix(f".{os.getpid()}")
    half.write_bytes(zstandard.ZstdDecompressor().decompress(packed().read_bytes()))
    half.rename(target)


@cache
def fingerprint() -> str:
    """Changes with every migration of ours and the version of every app of others."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        if config.name.startswith("broadsheet."):
            for file in sorted(Path(config.path).rglob("*.py")):
                if "migrations" in file.parts:
                    digest.update(file.name.encode() + file.read_bytes())
    for package in ("Django", "wagtail", "django-tasks-db", "django-taggit"):
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()[:16]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.site.settings_test"
    django.setup()
    made = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    smooth = made.with_name("smooth.sqlite3")
    made.touch()  # an empty file is an empty database, which mode=rw opens
    call_command("migrate", verbosity=0, interactive=False)
    same_each_time(made, smooth)
    for old in PLACE.glob(NAME.format("*")):
        old.unlink()
    packed().write_bytes(zstandard.ZstdCompressor(level=19).compress(smooth.read_bytes()))


if __name__ == "__main__":
    main()
