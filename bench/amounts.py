"""How much is measured: each amount has an environment variable of its own, so that a small run can be made."""

from __future__ import annotations

import os


def amount(name: str, default: int) -> int:
    """That of BENCH_<name>."""
    return int(os.environ.get(f"BENCH_{name}") or default)
