"""A reader never waits for the database: the edge does not even know that there is one."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import broadsheet.edge


def test_no_file_of_the_edge_loads_django() -> None:
    names = [f"broadsheet.edge.{module.name}" for module in pkgutil.iter_modules(broadsheet.edge.__path__)]
    assert "broadsheet.edge.server" in names
    script = f"import {', '.join(names)}, sys; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
