"""How somebody installs what is not installed by default."""

from __future__ import annotations

import sys
from pathlib import Path


def to_install(*what: str) -> str:
    """The command, with the `pip` of this very Python: another one's would put it elsewhere, and a server's own
    refuses. A name of an extra, such as "broadsheet[s3]", is looked up in what is installed here; no index is asked
    for Broadsheet itself."""
    pip = Path(sys.prefix) / "bin/pip"
    return " ".join(
        [str(pip) if pip.exists() else "pip", "install", *(f"'{one}'" if "[" in one else one for one in what)]
    )
