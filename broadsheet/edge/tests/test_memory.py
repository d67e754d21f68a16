"""Plates in memory stay within their bytes, and storms of random paths cost nothing."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.edge.answers import Answer, FilePart
from broadsheet.edge.door import Edge
from broadsheet.edge.memory import Memory
from broadsheet.edge.plates import Plate
from broadsheet.edge.tests.paper import LONG_AUDIO, MISSING
from broadsheet.edge.tests.running import running
from broadsheet.edge.tests.wire import get, split
from broadsheet.press.folder import Folder, pack

PAGES = 60


def _fill(folder: Folder) -> list[str]:
    urls = [f"/harbour/{number}/" for number in range(PAGES)]
    for url in urls:
        folder.put(url, pack(f"<p>{url}</p>".encode() * 3000, ".html"))
    return urls


def test_memory_holds_no_more_than_its_bytes(own_paper: Folder) -> None:
    urls = _fill(own_paper)
    limit = 512 << 10
    edge = Edge(own_paper, memory=limit)
    chance = random.Random(1)
    for _ in range(1000):
        accept = chance.choice([b"", b"gzip", b"br", b"zstd"])
        answer = edge.decide(b"GET", chance.choice(urls).encode(), {b"accept-encoding": accept})
        assert isinstance(answer, Answer)
        assert edge.memory.used <= limit
    assert 3 < len(edge.memory) < PAGES
    assert edge.memory.used == _weighed(edge.memory)


def _weighed(memory: Memory) -> int:
    return sum(plate.weight for plate in memory._plates.values())


def test_what_is_used_stays_and_what_is_not_goes(own_paper: Folder) -> None:
    urls = _fill(own_paper)
    edge = Edge(own_paper, memory=512 << 10)
    favourite = urls[0].encode()
    first = edge.decide(b"GET", favourite, {})
    for url in urls[1:]:
        edge.refresh()
        edge.decide(b"GET", url.encode(), {})
        assert edge.decide(b"GET", favourite, {}) is first
    assert edge.memory.get(urls[1].encode()) is None


def test_what_is_large_stays_on_disk(own_paper: Folder) -> None:
    edge = Edge(own_paper)
    answer = edge.decide(b"GET", b"/harbour/regatta/audio.mp3", {})
    assert isinstance(answer, FilePart)
    assert (answer.start, answer.stop) == (0, len(LONG_AUDIO))
    assert edge.memory.used < 64 << 10


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["put", "drop", "touch", "grow"])), max_size=60))
def test_the_sum_is_right_after_any_history(steps: list[tuple[int, str]]) -> None:
    memory = Memory(10 * Plate.OVERHEAD)
    for number, step in steps:
        key = b"%d" % number
        if step == "put":
            memory.put(key, Plate("/nowhere", (0, 0, number), 200, (), 0))
        elif step == "drop":
            memory.drop(key)
        elif step == "touch" and memory.get(key) is not None:
            memory.touch(key)
        assert memory.used == _weighed(memory)
        assert len(memory) <= 10


def test_a_storm_of_random_paths_asks_nobody_and_remembers_nothing(own_paper: Folder) -> None:
    count, chance = 5000, random.Random(2)
    letters = "abcdefghijklmnopqrstuvwxyz/%2e.-_0123456789"
    paths = ["/" + "".join(chance.choices(letters, k=chance.randint(1, 40))) for _ in range(count)]
    asked: list[str] = []
    edge = Edge(own_paper, press_now=asked.append)
    start = time.perf_counter()
    answers = [edge.decide(b"GET", path.encode(), {}) for path in paths]
    assert time.perf_counter() - start < count * 0.0005
    assert all(isinstance(answer, Answer) and answer.status == 404 for answer in answers)
    assert asked == []
    assert len(edge.memory) == 1  # the 404


def test_a_storm_over_the_wire_leaves_the_server_as_it_was(own_paper: Folder) -> None:
    chance = random.Random(3)
    with running(own_paper.root, "--patient") as server:
        server.wire.ask("/nothing/")
        before = server.resident()
        for _ in range(20):
            paths = [b"/%030x/%x/" % (chance.getrandbits(120), chance.getrandbits(30)) for _ in range(200)]
            data, _ = server.wire.talk(b"".join(map(get, paths)) + get(b"/last/", last=True))
            replies = split(data)
            assert len(replies) == 201
            assert all((reply.status, reply.body) == (404, MISSING) for reply in replies)
        assert server.resident() - before < 8 << 20
