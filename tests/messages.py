"""python -m tests.messages: collect every message of the code into the catalogues, and compile them.

The catalogues are broadsheet/locale/<language>/LC_MESSAGES/django.po; what is compiled lies beside them and ships.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.parts import ROOT

LANGUAGES = ("uk",)
OF_THE_HOUSE = "en"
"""Whose catalogue has Wagtail's own English in our words, and is written by hand."""
OF_READERS = ("ar",)
"""Languages of a paper whose desk is not in them: what readers see is translated, by hand, and nothing else."""
COLLECT = ("--ignore=*/tests/*", "--no-wrap", "--add-location=file", "--no-obsolete")
DATES = re.compile(r'^"PO[T-].*Date: .*\n', re.M)


def catalogue(package: Path, language: str, domain: str = "django") -> Path:
    return package / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def all_of(package: Path) -> list[Path]:
    """Every catalogue that ships; "djangojs" has words of Wagtail's scripts, written by hand."""
    languages = (*LANGUAGES, *OF_READERS, OF_THE_HOUSE)
    scripts = [catalogue(package, language, "djangojs") for language in LANGUAGES]
    return [*(catalogue(package, language) for language in languages), *scripts]


def collect(package: Path) -> None:
    """Bring the catalogues in `package` (a folder like broadsheet/) in line with its code."""
    command = [sys.executable, "-m", "django", "makemessages", *COLLECT]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings_test", "PYTHONPATH": str(ROOT)}
    languages = [f"--locale={language}" for language in LANGUAGES]
    subprocess.run([*command, *languages], cwd=package, env=environment, check=True, capture_output=True)
    for language in LANGUAGES:
        file = catalogue(package, language)
        file.write_text(DATES.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")


def compiled(file: Path) -> bytes:
    """The compiled form. Raises CalledProcessError with what is wrong."""
    command = ["msgfmt", "--check-format", "--check-domain", "--no-hash", "-o", "-", str(file)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def main() -> None:
    package = ROOT / "broadsheet"
    collect(package)
    for file in all_of(package):
        file.with_suffix(".mo").write_bytes(compiled(file))


if __name__ == "__main__":
    main()
