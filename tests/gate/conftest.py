"""The paper of tests/gate/paper.py, served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sites import Site, copied, until

PAPER = "tests.gate.paper"


@dataclass(frozen=True)
class Guarded:
    """A served paper and what is in it: `things["stories"]["held"]` is [key, URL]."""

    site: Site
    things: dict[str, Any]

    def settle(self) -> None:
        """Wait until nothing waits to be pressed."""
        self.site.inside(f"{PAPER}:wait_until_settled")

    def urls(self, kind: str) -> dict[str, str]:
        return {name: url for name, (_, url) in self.things[kind].items()}


@pytest.fixture(scope="module")
def guarded(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with Site(copied(founded, tmp_path_factory.mktemp("guarded"))) as site:
        things = site.inside(f"{PAPER}:build")
        site.serve()
        until(lambda: site.ask("/").status == 200)
        made = Guarded(site, things)
        made.settle()
        yield made
