"""Who is pressing what: a claim names the machine's boot and the process, so that a dead one's plates are free at
once, not only when the lease has run out."""

from __future__ import annotations

import os
import uuid
from functools import lru_cache
from pathlib import Path

from broadsheet.press.models import Plate

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@lru_cache(maxsize=1)
def boot_id() -> str:
    """Changes whenever the machine is started; empty where the system does not tell."""
    return _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""


def new_token() -> str:
    """`boot.pid.random`, at most 32 characters."""
    return f"{boot_id()[:8]}.{os.getpid()}.{uuid.uuid4().hex[:12]}"


def free_the_dead() -> int:
    """Release the claims of processes of this machine that are gone; how many."""
    here = f"{boot_id()[:8]}."
    if here == ".":
        return 0
    tokens = Plate.objects.filter(claim__startswith=here).values_list("claim", flat=True).distinct()
    dead = [token for token in tokens if not _alive(int(token.split(".")[1]))]
    return Plate.objects.filter(claim__in=dead).update(claim="") if dead else 0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's: it lives
        return True
    return True
