"""What every page depends on beside the database: the code and templates that make it, those of the site's own
folder, and the paper's settings.

After an upgrade, or when the paper's name, address or templates were changed, the whole paper is pressed again; what
comes out the same is not written again.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from django.conf import settings

import broadsheet
from broadsheet.press.folder import Folder
from broadsheet.site import overrides

SUFFIXES = (".py", ".html", ".css", ".js", ".mo", ".woff2", ".svg")
SETTINGS = (
    *("PAPER_NAME", "PAPER_BASE_URL", "PAPER_LANGUAGES", "TIME_ZONE"),
    *("PAPER_FEEDS", "PAPER_AI_CRAWLERS", "PAPER_SECURITY_CONTACT"),
)


def current() -> str:
    """The edition that this process would press (BLAKE2b-128, hex)."""
    digest = blake2b(digest_size=16)
    for name in SETTINGS:
        digest.update(f"{name}={getattr(settings, name)!r}\n".encode())
    folder = settings.SITE / overrides.FOLDER
    for file in overrides.files(folder):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    package = Path(broadsheet.__file__).parent
    for file in sorted(package.rglob("*")):
        if file.suffix in SUFFIXES and "tests" not in file.parts and "migrations" not in file.parts:
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def pressed(folder: Folder) -> str:
    """The edition that the folder was made by; "" when nothing was."""
    try:
        return _file(folder).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def keep(folder: Folder, edition: str) -> None:
    half = folder.tmp / "edition"
    half.write_text(edition, encoding="ascii")
    half.replace(_file(folder))


def _file(folder: Folder) -> Path:
    return folder.root / "edition"
