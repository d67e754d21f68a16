"""The disk is full while the paper is pressed: what was out stays whole, the desk says so, and it recovers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from broadsheet.press.folder import Folder
from tests.desk import Desk
from tests.faults.conftest import LEDGER, Ledger, Mounts
from tests.proof.compare import contents, differences
from tests.sites import until

pytestmark = pytest.mark.slow

LONG = tuple(f"Line {n} of a long report on the ferry: {'fog and tide, ' * 40}" for n in range(30))


def fill(disk: Path) -> Path:
    """A file that takes all that is left, to the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue
    return filler


def test_a_server_starts_on_a_full_disk(ledger: Ledger, mounts: Mounts) -> None:
    site = ledger.site
    mounts.small(site.press.root, 70)
    site.end(site.serve())
    site.press.write_dynamic([*site.press.dynamic(), "/of-another-version/"])
    fill(site.press.root)
    site.serve()
    ledger.served_as_pressed()
    assert "the press folder cannot be written; what is pressed is served" in site.log.read_text()


def test_old_plates_stay_whole_and_new_ones_come_when_there_is_space(
    ledger: Ledger, mounts: Mounts, tmp_path: Path
) -> None:
    site = ledger.site
    mounts.small(site.press.root, 70)
    site.serve()
    site.well()
    before = contents(site.press)
    filler = fill(site.press.root)
    desk = Desk(site).sign_in()
    desk.publish_story(ledger.things["stories"][0], "Ferry lost in fog", *LONG, slug="ferry-0")

    until(lambda: "cannot be pressed" in desk.get("/desk/").text or "No space left" in desk.get("/desk/").text)
    assert "The disk is nearly full" in desk.get("/desk/").text
    assert site.health() == (503, ["The disk is nearly full"])
    assert contents(site.press) == before
    ledger.served_as_pressed()

    filler.unlink()
    site.shows(ledger.address(0), 200, "Ferry lost in fog")
    site.shows("/", 200, "Ferry lost in fog")
    site.well()
    site.inside(f"{LEDGER}:press_whole", folder=str(tmp_path / "whole"))
    assert differences(site.press, Folder(tmp_path / "whole")) == []
    assert "No space left" not in desk.get("/desk/").text
