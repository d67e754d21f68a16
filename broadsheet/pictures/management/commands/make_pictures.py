from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from broadsheet.pictures.ahead import make_all


class Command(BaseCommand):
    help = "Makes readers' files of these pictures, so that a page that shows them need not wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pictures", nargs="+", type=int, help="primary keys")

    def handle(self, *args: Any, **options: Any) -> None:
        make_all(options["pictures"])
