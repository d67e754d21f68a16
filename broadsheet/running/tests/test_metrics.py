from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from broadsheet.edge.figures import LISTENING, Figures
from tests.sites import Site

LINE = re.compile(r'^broadsheet_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (-?[0-9.e+-]+|inf)$')


@pytest.mark.django_db
def test_this_machine_and_who_has_the_token_get_the_figures(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "tide tables of 1911"
    lines = client.get("/metrics").content.decode().splitlines()
    assert [line for line in lines if not line.startswith("# ") and not LINE.match(line)] == []
    assert "broadsheet_database_up 1" in lines
    assert any(line.startswith("broadsheet_worker_age_seconds ") for line in lines)
    away = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", **away).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer nothing"}, **away).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer tide tables of 1911"}, **away).status_code == 200
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, **away).status_code == 404


def test_behind_a_proxy_that_is_not_trusted_nobody_is_taken_for_this_machine(client: Client, settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"trusted_proxies": []})
    assert client.get("/metrics").status_code == 404


def test_processes_count_in_rows_of_their_own_and_everyone_sees_the_sum() -> None:
    figures = Figures(3)
    for row in range(3):
        figures.take(row)
        figures.pressed[2] += row + 1
        figures.django[5] += 1
        figures.listening(10)
    assert list(figures.answers()) == [("pressed", "2xx", 6), ("django", "5xx", 3)]
    assert figures.streams() == 30
    figures.listening(0)
    assert figures.streams() == 20
    assert figures.cells[LISTENING] == 0


@pytest.mark.slow
def test_two_serving_processes_tell_what_both_have_answered(site: Site) -> None:
    site.serve("--workers", "2")
    site.well()
    for _ in range(30):
        assert site.ask("/").status == 200
    assert site.ask("/nowhere/").status == 404
    said = site.ask("/metrics").text
    counted = dict(re.findall(r'^broadsheet_requests_total\{by="pressed",status="(\dxx)"\} (\d+)$', said, re.M))
    assert int(counted["2xx"]) >= 30
    assert int(counted["4xx"]) == 1
    assert re.search(r'^broadsheet_requests_total\{by="django",status="2xx"\} [1-9]', said, re.M)
    assert "127.0.0.1" not in site.log.read_text()
