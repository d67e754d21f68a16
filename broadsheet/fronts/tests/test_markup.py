"""The pages of a small paper are valid HTML, by the Nu HTML checker."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from broadsheet.briefs.factories import brief
from broadsheet.fronts.factories import make_rail
from broadsheet.kit import clock
from broadsheet.release.actions.kill import kill
from broadsheet.stories.factories import make_story, make_topic
from tests.pressing import Pressing


@pytest.mark.part("vnu")
def test_every_page_is_valid_html(pressing: Pressing, vnu: Path) -> None:
    now = clock.now()
    stories = [make_story(f"Story {n}", kicker="Harbour", topics=[make_topic()]) for n in range(3)]
    make_story("Old", first_published_at=now - timedelta(days=30))
    make_rail(stories)
    brief("Fog on the bay.", "The pilots wait.\n\nSo does the mail.")
    brief("Fog yesterday.", at=now - timedelta(days=1))
    kill(brief("Untrue."), None, "Untrue.")
    pressing.everything()
    pages = [str(path) for path in pressing.folder.root.rglob("*.html") if "rails" not in path.parts]
    assert len(pages) > 12
    told = subprocess.run(["java", "-jar", str(vnu), *pages], capture_output=True, text=True, timeout=60)
    assert told.stderr == ""
    assert told.returncode == 0
