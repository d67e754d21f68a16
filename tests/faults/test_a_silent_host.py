"""A web host gives no answer any more and refuses nothing either, because it is switched off or hangs: nginx, set up
as docs/running/growing.md says, serves all readers from the other one, each within the time that is said there."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import networks
from tests.hosts import GROWING, Hosts, Readers, front
from tests.sites import Site, copied

HERE, SILENT, NGINX = "10.231.78.1", "10.231.78.3", "10.231.78.2"
pytestmark = [pytest.mark.slow, pytest.mark.part("nginx"), pytest.mark.allow_hosts(["127.0.0.1", "::1", HERE, NGINX])]
WATCHED = 20  # seconds: several times as long as nginx leaves a host alone after a failure
SLOW = 2  # seconds that this machine may add


def promised() -> int:
    """Seconds that a reader waits at most while a host is switched off."""
    found = re.search(r"waits (\d+) s at most", " ".join(GROWING.read_text(encoding="utf-8").split()))
    assert found
    return int(found[1])


@pytest.fixture(scope="module")
def paper(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(copied(founded, tmp_path_factory.mktemp("silent")))
    assert site.run("press", "--all").returncode == 0
    return site.folder


@contextmanager
def two_hosts(paper: Path, place: Path, addresses: tuple[str, str]) -> Iterator[list[Site]]:
    """With the same pages."""
    hosts = []
    with ExitStack() as stack:
        for number, address in enumerate(addresses):
            (place / str(number)).mkdir()
            site = Site(copied(paper, place / str(number)), {"BROADSHEET_ALLOWED_HOSTS": NGINX}, host=address)
            stack.enter_context(site).serve()
            hosts.append(site)
        yield hosts


def _in_front(place: Path, hosts: list[Site], *where: Any) -> AbstractContextManager[int]:
    return front(place / "front", [f"{site.host}:{site.port}" for site in hosts], *where)


def _read(readers: Site, silenced: AbstractContextManager[None]) -> None:
    with Readers(readers, {"/": 200, "/rss.xml": 200, "/harbour/never-written/": 404}) as reading:
        time.sleep(2)  # until nginx keeps connections to both
        served, reading.slowest = reading.served, 0.0
        with silenced:
            time.sleep(WATCHED)
        during = reading.served - served
    assert reading.failures == []
    assert during > WATCHED * 10
    assert reading.slowest < promised() + SLOW


def test_a_host_that_is_switched_off(paper: Path, tmp_path: Path) -> None:
    with networks.other_host(HERE, NGINX, SILENT) as network, two_hosts(paper, tmp_path, (HERE, SILENT)) as hosts:
        inside = ("ip", "netns", "exec", network)
        with _in_front(tmp_path, hosts, NGINX, inside) as port:
            _read(Site(tmp_path / "nowhere", host=NGINX, port=port), networks.silent(SILENT, NGINX))


def test_a_host_that_hangs(paper: Path, tmp_path: Path) -> None:
    with two_hosts(paper, tmp_path, ("127.0.0.1", "127.0.0.1")) as hosts, _in_front(tmp_path, hosts) as port:
        _read(Site(tmp_path / "nowhere", port=port), Hosts.standing_still(hosts[1]))
