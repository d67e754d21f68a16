"""python -m broadsheet.newsletters.couriers FD: all connections of one office, in a process beside it.

The first line from the socket FD is a pickle in hexadecimal of (sender, pace): it holds the relay's password, so it
stands in no command line. When the office is gone nothing more is ended: the process goes at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import socket
import sys
from typing import Any

import uvloop

from broadsheet.newsletters.couriers.lanes import Lane
from broadsheet.newsletters.couriers.loads import Builder, Load, Said, Word
from broadsheet.newsletters.couriers.telling import Teller
from broadsheet.newsletters.senders.base import Sender
from broadsheet.newsletters.sending.pace import Pace

LONGEST = 64 * 1024 * 1024  # bytes of a line: an issue's parts, or a batch of loads
ORPHANED = 1.0  # seconds between two looks whether the office still lives


class Couriers:
    """The lanes, and what they and the office say to each other."""

    def __init__(self, sender: Sender, pace: Pace, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._builder = Builder()
        self._loads: asyncio.Queue[Load | None] = asyncio.Queue()
        self._asked: dict[int, asyncio.Future[float | None]] = {}
        self._teller = Teller(self._asking, self._tell)
        self._lanes = [
            Lane(sender, pace, self._loads, self._builder.build, self._teller.say, self._ask)
            for _ in range(sender.connections)
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self._had = 0

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Until the office has them stop, and they have ended what they carry. Raises EOFError when it is gone."""
        self._tasks = [asyncio.create_task(lane.run()) for lane in self._lanes]
        for task in self._tasks:
            task.add_done_callback(self._ended)
        while line := await reader.readline():
            for name, given in json.loads(line).items():
                getattr(self, f"_on_{name}")(given)
        raise EOFError

    # -- what the office says

    def _on_parts(self, given: list[Any]) -> None:
        self._builder.learn(*given)

    def _on_keep(self, given: list[int]) -> None:
        self._builder.keep(given)

    def _on_loads(self, given: list[list[Any]]) -> None:
        for each in given:
            self._had += 1
            self._loads.put_nowait(Load(*each))

    def _on_may(self, given: list[tuple[int, float | None]]) -> None:
        for handle, until in given:
            answer = self._asked.pop(handle, None)
            if answer is not None and not answer.done():
                answer.set_result(until)
        self._teller.answered()

    def _on_recall(self, given: list[int]) -> None:
        """Those that no lane has begun go back."""
        wanted, others = set(given), []
        while not self._loads.empty():
            load = self._loads.get_nowait()
            if load is not None and load.handle in wanted:
                self._teller.say(Said(Word.GIVEN_BACK, load.handle))
            elif load is not None:
                others.append(load)
        for load in others:
            self._loads.put_nowait(load)

    def _on_stop(self, _: bool) -> None:
        for lane in self._lanes:
            lane.stopping = True
            self._loads.put_nowait(None)

    # -- what the lanes say

    def _ask(self, handle: int) -> asyncio.Future[float | None]:
        answer: asyncio.Future[float | None] = asyncio.get_running_loop().create_future()
        self._asked[handle] = answer
        self._teller.say(Said(Word.READY, handle))
        return answer

    def _asking(self) -> tuple[int, int]:
        return len(self._asked), sum(lane.carrying for lane in self._lanes)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            sys.excepthook(type(error), error, error.__traceback__)
            os._exit(1)  # a lane that broke off: all of it begins anew
        if all(each.done() for each in self._tasks):
            self._teller.urge()

    def _tell(self, said: list[Said]) -> None:
        resting = all(not lane.ready for lane in self._lanes)
        told = {
            "said": [each.line() for each in said],
            "begun": self._had - self._loads.qsize(),
            "carrying": sum(lane.carrying for lane in self._lanes),
            "resting": min(lane.resting_until for lane in self._lanes) if resting else 0.0,
            "trouble": next(lane.trouble for lane in self._lanes) if resting else "",
            "well": any(not lane.trouble for lane in self._lanes),
            "over": all(task.done() for task in self._tasks),
        }
        self._writer.write(json.dumps(told).encode() + b"\n")


async def carry(connection: socket.socket) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=connection, limit=LONGEST)
    sender, pace = pickle.loads(bytes.fromhex((await reader.readline()).decode()))  # noqa: S301 - our own office's
    orphaned = asyncio.create_task(_notice(os.getppid()))
    try:
        await Couriers(sender, pace, writer).serve(reader)
    finally:
        orphaned.cancel()


async def _notice(office: int) -> None:
    """A process that the office's own one forked may hold our pipe open beyond its end."""
    while os.getppid() == office:
        await asyncio.sleep(ORPHANED)
    os._exit(0)


def main() -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # they reach us beside the office, which says what is to be ended first
    connection = socket.socket(fileno=int(sys.argv[1]))
    connection.setblocking(False)
    try:
        uvloop.run(carry(connection))
    except (EOFError, ConnectionError):
        os._exit(0)


if __name__ == "__main__":
    main()
