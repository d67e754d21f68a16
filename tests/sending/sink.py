"""A relay of the tests' own, in a process of its own: it writes down whom it accepted a message for before it says
so, and misbehaves with the probabilities that it is given.

python -m tests.sending.sink LOG JSON: prints its port. Lines of LOG: what happened, and the recipient.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

END = b"\r\n.\r\n"
LIMIT = 64 * 1024 * 1024

ACCEPTED, SILENT = "accepted", "silent"
"""`silent`: accepted (it says so on a line of its own), and the client was never told."""


@dataclass(frozen=True)
class Faults:
    """Probabilities for each message, and seconds. `always` answers whoever has this local part at RCPT; `says` is
    what everybody is answered at MAIL, RCPT or END."""

    seed: int = 0
    busy: float = 0  # 421 instead of a greeting
    mail4: float = 0
    rcpt4: float = 0
    data4: float = 0
    end4: float = 0
    rcpt5: float = 0
    end5: float = 0
    policy: float = 0  # 550 5.7.1 at RCPT
    closing: float = 0  # 421 at MAIL
    drop_envelope: float = 0
    drop_body: float = 0
    drop_before: float = 0  # at the end, without accepting
    drop_after: float = 0  # at the end, after accepting
    garbage: float = 0  # at the end, after accepting
    slow: float = 0
    delay: float = 0.05
    always: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    silent_log: bool = False
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")


class Sink:
    def __init__(self, log: int, faults: Faults) -> None:
        self.log, self.faults, self.dice = log, faults, random.Random(faults.seed)

    def note(self, what: str, who: str) -> None:
        if self.faults.silent_log:
            return
        os.write(self.log, f"{what} {who}\n".encode())

    def happens(self, name: str) -> bool:
        chance: float = getattr(self.faults, name)
        return bool(chance) and self.dice.random() < chance

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Conversation(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


class Gone(ConnectionError):
    """We hang up."""


def _has_come(writer: asyncio.StreamWriter, what: bytes) -> bool:
    """Whether it lies in the socket, unread."""
    found = socket.socket(fileno=os.dup(writer.get_extra_info("socket").fileno()))
    with found, suppress(BlockingIOError):
        return what in found.recv(LIMIT, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    return False


class Conversation:
    def __init__(self, sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.reader, self.writer = sink, reader, writer
        self.sender = self.recipient = ""

    def say(self, text: str) -> None:
        self.writer.write(f"{text}\r\n".encode())

    def hang_up(self) -> None:
        self.writer.transport.abort()
        raise Gone

    async def run(self) -> None:
        if self.sink.happens("busy"):
            self.sink.note("busy", "-")
            self.say("421 4.3.2 too many of you")
            return
        self.say("220 sink.example ESMTP")
        while line := await self.reader.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if word == "QUIT":
                self.say("221 2.0.0 bye")
                return
            await self.obey(word.upper(), rest)

    async def obey(self, word: str, rest: str) -> None:
        match word:
            case "EHLO":
                lines = ["sink.example", *self.sink.faults.offers]
                self.say(
                    "\r\n".join(f"250{'-' if n < len(lines) - 1 else ' '}{each}" for n, each in enumerate(lines))
                )
            case "MAIL":
                await self.mail(rest)
            case "RCPT":
                self.rcpt(rest)
            case "DATA":
                await self.data()
            case "RSET":
                self.sender = self.recipient = ""
                self.say("250 2.0.0 reset")
            case _:
                self.say("502 5.5.1 what?")

    def is_refused(self, step: str, who: str) -> bool:
        """Whether everybody is at this step; then it is said."""
        if step in self.sink.faults.says:
            self.sink.note("refused", who)
            self.say(self.sink.faults.says[step])
        return step in self.sink.faults.says

    async def mail(self, rest: str) -> None:
        if self.sink.happens("slow"):
            await asyncio.sleep(self.sink.faults.delay)
        if self.sink.happens("closing"):
            self.sink.note("closing", "-")
            self.say("421 4.3.2 closing down")
            await self.writer.drain()
            self.hang_up()
        if self.sink.happens("mail4"):
            self.sink.note("mail4", "-")
            self.sender = self.recipient = ""
            return self.say("451 4.3.0 not now")
        if self.is_refused("MAIL", "-"):
            self.sender = self.recipient = ""
            return
        self.sender, self.recipient = rest, ""
        self.say("250 2.1.0 ok")

    def rcpt(self, rest: str) -> None:
        who = rest[rest.index("<") + 1 : rest.index(">")]
        if not self.sender:
            self.sink.note("unsaid", who)  # whose MAIL was refused
            return self.say("503 5.5.1 MAIL first")
        if self.sink.happens("drop_envelope"):
            self.sink.note("drop_envelope", who)
            self.hang_up()
        replies = {"rcpt4": "450 4.2.0 busy", "rcpt5": "550 5.1.1 nobody here", "policy": "550 5.7.1 not from you"}
        always = self.sink.faults.always.get(who.partition("@")[0])
        for name, reply in replies.items():
            if always == name or self.sink.happens(name):
                self.sink.note(name, who)
                return self.say(reply)
        if self.is_refused("RCPT", who):
            return None
        self.recipient = who
        self.say("250 2.1.5 ok")

    async def data(self) -> None:
        if not self.recipient:
            return self.say("554 5.5.1 no valid recipients")
        if self.sink.happens("data4"):
            self.sink.note("data4", self.recipient)
            return self.say("451 4.3.1 no room")
        self.say("354 go on")
        if self.sink.happens("drop_body"):
            begun = await self.reader.read(1000)
            # the client may have been quicker than we: then it cannot know whether we took it
            ended = END in begun or END in self.reader._buffer or _has_come(self.writer, END)
            self.sink.note("drop_ended" if ended else "drop_body", self.recipient)
            self.hang_up()
        first = await self.reader.readline()
        if first != b".\r\n":
            await self.reader.readuntil(END)
        if self.sink.happens("slow"):
            await asyncio.sleep(self.sink.faults.delay)
        self.end(self.recipient)
        self.sender = self.recipient = ""

    def end(self, who: str) -> None:
        if self.sink.happens("drop_before"):
            self.sink.note("drop_before", who)
            self.hang_up()
        for name, reply in (("end4", "452 4.3.1 no room"), ("end5", "554 5.6.0 not like this")):
            if self.sink.happens(name):
                self.sink.note(name, who)
                return self.say(reply)
        if self.is_refused("END", who):
            return None
        self.sink.note(ACCEPTED, who)
        if self.sink.happens("drop_after"):
            self.sink.note(SILENT, who)
            self.hang_up()
        if self.sink.happens("garbage"):
            self.sink.note(SILENT, who)
            self.say("<html>busy")
            self.hang_up()
        self.say("250 2.0.0 queued")


async def main(log: Path, faults: Faults) -> None:
    sink = Sink(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), faults)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=LIMIT)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@dataclass
class Running:
    """A sink in its process, and what it wrote down."""

    port: int
    log: Path

    def lines(self) -> list[tuple[str, str]]:
        found = (line.partition(" ") for line in self.log.read_text().splitlines())
        return [(what, who) for what, _, who in found]

    def accepted(self) -> Counter[str]:
        return Counter(who for what, who in self.lines() if what == ACCEPTED)

    def happened(self) -> Counter[str]:
        return Counter(what for what, _ in self.lines())


@contextmanager
def running(log: Path, faults: Faults | None = None) -> Iterator[Running]:
    log.touch()
    command = [sys.executable, "-m", "tests.sending.sink", str(log), json.dumps(asdict(faults or Faults()))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    try:
        assert process.stdout is not None
        yield Running(int(process.stdout.readline()), log)
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    import uvloop

    given = json.loads(sys.argv[2])
    uvloop.run(main(Path(sys.argv[1]), Faults(**{**given, "offers": tuple(given["offers"])})))
