"""The machine below the paper: folders, disks, the clock."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.press.health import FULL_BELOW
from broadsheet.running import runs
from broadsheet.running.health.finding import Finding, red, yellow

SCARCE_BELOW = 1 << 30  # bytes of free disk
SCARCE_SHARE = 0.05
FEW_SHARE = 0.05  # of the files that a disk can hold


def folders() -> Iterator[Finding]:
    media = () if settings.MEDIA_TO else (settings.MEDIA_ROOT,)
    for folder in (settings.SITE, *media, settings.PRESS_ROOT):
        named = {"folder": folder}
        if folder.exists() and not folder.is_dir():
            what, remedy = _("%(folder)s is no folder"), _("move it away, and make a folder of that name")
        elif not folder.is_dir():
            what, remedy = _("The folder %(folder)s is missing"), _("make it, or copy it from a backup")
        elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            what = _("The folder %(folder)s cannot be read and written")
            remedy = _("give it to the user who runs this")
        else:
            continue
        yield red("folders", what % named, remedy)


def is_there(folder: Path) -> bool:
    """Whether it is a folder that we can get at: below one that only its owner can pass, nobody can tell."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def disks() -> Iterator[Finding]:
    seen = set()
    for folder in (settings.SITE, settings.PRESS_ROOT, settings.MEDIA_ROOT, runs.place()):
        if folder is None or not is_there(folder) or (device := folder.stat().st_dev) in seen:
            continue
        seen.add(device)
        usage = shutil.disk_usage(folder)
        told = {"folder": folder, "megabytes": usage.free >> 20}
        if usage.free < FULL_BELOW:
            what = _("The disk of %(folder)s is full but for %(megabytes)d MB") % told
            yield red("disk", what, _("make room, so that pages can be pressed and pictures taken"))
        elif usage.free < min(SCARCE_BELOW, usage.total * SCARCE_SHARE):
            what = _("The disk of %(folder)s has %(megabytes)d MB left") % told
            yield yellow("disk", what, _("make room, or have a larger one"))
        yield from _files(folder)


def _files(folder: Path) -> Iterator[Finding]:
    """Pages are many small files: a disk may have bytes left and no place for another file. Some (btrfs) have no such
    bound, and say 0."""
    found = os.statvfs(folder)
    left = found.f_favail / found.f_files if found.f_files else 1.0
    told = {"folder": folder, "count": found.f_favail}
    if left < FEW_SHARE / 10:
        what = _("The disk of %(folder)s has room for %(count)d files more, whatever their size") % told
        yield red("disk", what, _("take files away, or have a disk with more inodes (`df -i` shows them)"))
    elif left < FEW_SHARE:
        what = _("The disk of %(folder)s has room for %(count)d files more, whatever their size") % told
        yield yellow("disk", what, _("take files away, or have a disk with more inodes (`df -i` shows them)"))


def clock(alarm: str) -> Iterator[Finding]:
    """`alarm` is what the press has seen the clock do."""
    if alarm:
        yield yellow("clock", alarm, _("let NTP keep the clock"))
    elif _unkept():
        yield yellow(
            "clock",
            _("Nothing keeps this machine's clock"),
            _("turn NTP on (`timedatectl set-ntp true`), or embargoes end at the wrong time"),
        )


def _unkept() -> bool:
    program = shutil.which("timedatectl")
    if program is None or not Path("/run/systemd/system").is_dir():
        return False  # nobody here who could tell
    try:
        done = subprocess.run(  # noqa: S603  (our own words, no shell)
            [program, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.stdout.strip() == "no"
