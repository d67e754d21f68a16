"""kill -9 for the narrator and its booth in each step of a recording; the next one ends the work, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.narration.sound import marking
from tests.listening.dying import READ
from tests.sites import ROOT, Site, clean_environment, copied

pytestmark = pytest.mark.slow

SPEAKING = ("ordered", "claimed", "spoken")
STEPS = (*SPEAKING, "assembled", "measured", "encoded", "produced", "published", "settled", "aired", READ)


def test_what_a_killed_narrator_leaves_the_next_one_ends(founded: Path, tmp_path: Path) -> None:
    site = Site(copied(founded, tmp_path))
    narration = site.folder / "narration"
    site.inside("tests.listening.dying:open_paper")
    settings = {"BROADSHEET_SITE": str(site.folder), "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings"}
    for step in STEPS:
        command = [sys.executable, "-m", "tests.listening.dying", step]
        killed = subprocess.run(
            command, env=clean_environment(**settings), cwd=ROOT, start_new_session=True, timeout=60, check=False
        )
        assert killed.returncode == -9, step
    assert len(list((narration / "recordings").glob(".*"))) >= 4, "killed in the middle"
    rows = {row["step"]: row for row in site.inside("tests.listening.dying:go_on")}
    assert sorted(rows) == sorted(STEPS)
    for step, row in rows.items():
        assert (row["state"], row["failures"]) == ("ready", 0), step
        assert row["aired"] == row["folder"], step
        assert row["calls"] == 0 or step in (*SPEAKING, "aired"), f"{step}: what was spoken is spoken again"
        whole = narration / "recordings" / row["folder"]
        names = {"audio.mp3", "facts.json"} | (set() if step == READ else {"audio.vtt"})
        assert {file.name for file in whole.iterdir()} == names
        if step != READ:
            assert marking.verify(whole / "audio.mp3").state == "whole"
            assert (whole / "audio.vtt").read_text().count(" --> ") == row["sentences"]
    assert 0 < rows["spoken"]["calls"] < rows["spoken"]["sentences"]
    assert {each.name for each in (narration / "recordings").iterdir()} == {row["folder"] for row in rows.values()}
    site.inside("tests.listening.dying:tidy_up")
    assert [each for each in narration.rglob(".*") if each.is_file()] == []
    assert list((narration / "readings").iterdir()) == []
    assert len(list((narration / "recordings").iterdir())) == len(STEPS)
