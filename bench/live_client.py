"""The listeners of bench/live.py, in a process of its own: `python -m bench.live_client PORT PATH COUNT`.

It takes commands on standard input, a line each, and answers with a line of JSON: `open` opens all streams; `event
MARK METHOD PATH BODY` publishes and waits until everybody has MARK; `leave` ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import cast

import uvloop

AT_ONCE = 200  # connects under way
PATIENCE = 60.0  # seconds


class Listener(asyncio.Protocol):
    __slots__ = ("crowd", "opened")

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.opened = crowd, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).write(self.crowd.request)

    def data_received(self, data: bytes) -> None:
        crowd = self.crowd
        if not self.opened and b"200 OK" in data:
            self.opened = True
            crowd.count_open()
        if crowd.mark and crowd.mark in data:
            crowd.heard.append(time.perf_counter())
            crowd.check()

    def connection_lost(self, error: Exception | None) -> None:
        self.crowd.lost += 1


class Crowd:
    def __init__(self, port: int, path: str, count: int) -> None:
        self.port, self.count = port, count
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode()
        self.mark = b""
        self.heard: list[float] = []
        self.opened = self.lost = 0
        self.done = asyncio.Event()

    def count_open(self) -> None:
        self.opened += 1
        self.check()

    def check(self) -> None:
        if (len(self.heard) if self.mark else self.opened) >= self.count:
            self.done.set()

    async def open(self) -> dict[str, float]:
        loop, gate, began = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE), time.perf_counter()

        async def one() -> None:
            async with gate:
                await loop.create_connection(lambda: Listener(self), "127.0.0.1", self.port)

        await asyncio.gather(*(one() for _ in range(self.count)))
        await asyncio.wait_for(self.done.wait(), PATIENCE)
        return {"seconds": time.perf_counter() - began, "lost": self.lost}

    async def event(self, mark: str, method: str, path: str, body: str) -> dict[str, float]:
        self.mark, self.heard = mark.encode(), []
        self.done.clear()
        _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = time.perf_counter()
        writer.write((head + body).encode())
        await asyncio.wait_for(self.done.wait(), PATIENCE)
        writer.close()
        took = sorted((each - began) * 1000 for each in self.heard)
        self.mark = b""
        return {"p50": took[len(took) // 2], "p99": took[int(len(took) * 0.99)], "last": took[-1], "lost": self.lost}


async def main(port: int, path: str, count: int) -> None:
    crowd, loop = Crowd(port, path, count), asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, *words = line.rstrip("\n").split(" ", 4)
        if command == "leave":
            return
        said = await (crowd.open() if command == "open" else crowd.event(*words))
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
