"""The base paper, made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis.stateful import RuleBasedStateMachine

from tests.proof.databases import Databases
from tests.proof.machine import Newsroom


@pytest.fixture(scope="session")
def base_paper(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    place: Path = tmp_path_factory.mktemp("proof")
    with django_db_blocker.unblock():
        databases = Databases(place)
        try:
            yield databases
        finally:
            databases.restore()


@pytest.fixture
def newsroom(base_paper: Databases, transactional_db: None) -> Iterator[type[RuleBasedStateMachine]]:
    """The state machine over fresh copies of the base paper. (By `transactional_db` the test database is made also
    where nothing but the proof is run.)"""

    class Here(Newsroom):
        fresh = staticmethod(base_paper.fresh)

    yield Here
    base_paper.restore()
