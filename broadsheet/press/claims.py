"""Who is pressing what: a claim names its home (where process numbers mean the same) and the process, so that a dead
one's plates are free at once, not only when the lease has run out.

Two containers of one machine each have a process 1. So the home is the machine's boot and the namespace of process
numbers; a claim from another home is left to its lease.
"""

from __future__ import annotations

import os
import uuid
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from broadsheet.press.consequences import the_desk
from broadsheet.press.models import Plate
from broadsheet.press.turns import my_turn

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PIDS = Path("/proc/self/ns/pid")


@lru_cache(maxsize=1)
def boot_id() -> str:
    """Changes whenever the machine is started; empty where the system does not tell."""
    return _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""


def pid_namespace() -> int:
    """The inode of the namespace that this process's number belongs to; 0 where the system does not tell."""
    try:
        return _PIDS.stat().st_ino
    except OSError:
        return 0


@lru_cache(maxsize=1)
def home() -> str:
    """Ten hex digits; empty where it cannot be known, so that nobody's claim is taken for a neighbour's."""
    return home_of(boot_id(), pid_namespace())


def home_of(boot: str, pids: int) -> str:
    """Ten hex digits for a machine's boot and a namespace of process numbers; empty where one is not known."""
    return blake2b(f"{boot} {pids}".encode(), digest_size=5).hexdigest() if boot and pids else ""


def new_token() -> str:
    """`home.pid.random`, at most 32 characters."""
    return f"{home()}.{os.getpid()}.{uuid.uuid4().hex[:12]}"


def free_the_dead() -> int:
    """Release the claims of processes of this home that are gone; how many."""
    if not home():
        return 0
    tokens = Plate.objects.filter(claim__startswith=f"{home()}.").values_list("claim", flat=True).distinct()
    dead = [token for token in tokens if not _alive(int(token.split(".")[1]))]
    if not dead:
        return 0
    with my_turn():
        the_desk()
        return Plate.objects.filter(claim__in=dead).update(claim="")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's: it lives
        return True
    return True
