"""What a site must not go on with after it came out of a backup: mail that may have gone out since."""

from __future__ import annotations

from pathlib import Path

MARK = "restored"
"""A file in the site's folder from its restoring to the first start of its work: the instant of the backup."""


def restored_from(site: Path) -> str:
    """The instant (ISO 8601) of the backup that this site came out of and has not gone on from; "" when none."""
    try:
        return (site / MARK).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def settled(site: Path) -> None:
    (site / MARK).unlink(missing_ok=True)
