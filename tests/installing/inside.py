"""What is asked of a site that is being installed, in a process of its own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from broadsheet.running import installing
from broadsheet.site.commands.install_service import _service


def service(site: str, certificates: str) -> dict[str, Any]:
    """What `broadsheet install-service` would write files of, where certbot has its folder at `certificates`."""
    installing.LETSENCRYPT = Path(certificates)
    found = asdict(_service(Path(site), "", "", None))
    plain = {name: str(value) for name, value in found.items() if isinstance(value, Path)}
    certificate = [str(path) for path in found["certificate"] or ()]
    return {**found, **plain, "certificate": certificate, "writes": [str(path) for path in found["writes"]]}
