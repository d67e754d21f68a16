"""python -m tests.proof.full FOLDER INSTANT: the full press in a new process, from the database alone."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import django

django.setup()

from broadsheet.kit import clock  # noqa: E402
from broadsheet.press.folder import Folder  # noqa: E402
from broadsheet.press.fullpress import press_into  # noqa: E402

if __name__ == "__main__":
    with clock.as_of(datetime.fromisoformat(sys.argv[2])):
        press_into(Folder(Path(sys.argv[1])))
