from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.edge.tests.paper import print_paper
from broadsheet.edge.tests.running import Running, running
from broadsheet.press.folder import Folder


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A press folder that no test changes."""
    return print_paper(tmp_path_factory.mktemp("paper"))


@pytest.fixture
def own_paper(tmp_path: Path) -> Folder:
    """A press folder that the test may change."""
    return print_paper(tmp_path / "press")


@pytest.fixture(scope="session", params=["edge", "stock"])
def served(request: pytest.FixtureRequest, paper: Folder) -> Iterator[Running]:
    """The paper as our protocol class serves it, and as stock uvicorn with the plain ASGI application does."""
    with running(paper.root, "--patient", *(["--stock"] if request.param == "stock" else [])) as server:
        yield server


@pytest.fixture(scope="session")
def strict(paper: Folder) -> Iterator[Running]:
    """Our server with deadlines of two seconds."""
    with running(paper.root) as server:
        yield server
