"""The parts of the machine do what the tests that need them think they do."""

from __future__ import annotations

import psycopg
import pytest

from tests.postgres import Cluster

pytest_plugins = ["pytester"]


@pytest.mark.part("postgres")
def test_the_cluster_can_be_lost_and_comes_back(postgres: Cluster) -> None:
    url = postgres.create("lost")
    postgres.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    postgres.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
