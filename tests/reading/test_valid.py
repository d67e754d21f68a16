"""Every page of the demo is valid HTML, by the Nu checker."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.reading.paper import Paper


@pytest.mark.slow
@pytest.mark.part("vnu")
def test_every_page_of_the_demo_is_valid(demo: Paper, vnu: Path) -> None:
    pages = [str(file) for file in demo.files().values()]
    assert len(pages) > 100
    command = ["java", "-jar", str(vnu), "--format", "text", "--stdout", *pages]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert checked.returncode == 0, checked.stdout[:6000]
