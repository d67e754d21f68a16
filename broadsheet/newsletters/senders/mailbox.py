"""A mailbox in a folder, for a demo and for development: what would go to a relay lies there, in the form that mail
programs know as maildir. A message that comes again (the same Message-ID) takes its own place there."""

from __future__ import annotations

import os
import re
import sys
import time
import uuid
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from broadsheet.newsletters.senders.base import Reply, Unreachable, Unsuited

_MESSAGE_ID = re.compile(rb"^Message-ID: *(?:\r\n *)?<([^>]*)>", re.M | re.I)
TAKEN = Reply(250, "2.0.0", "kept in the local mailbox")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`folder` holds tmp/, new/ and cur/; who it was for is in the header X-Original-To."""

    folder: Path
    connections: int = 1
    name: str = "sender:mailbox"

    async def connect(self) -> Box:
        try:
            for part in ("tmp", "new", "cur"):
                (self.folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(f"the folder {self.folder} cannot be written: {error}") from error
        return Box(self.folder)


class Box:
    def __init__(self, folder: Path) -> None:
        self._folder, self._half, self._name = folder, Path(), ""

    async def offer(
        self, sender: str, recipient: str, message: bytes, *, smtputf8: bool = False, dotless: bool = False
    ) -> None:
        if not (sender + recipient).isprintable():
            raise Unsuited("the address cannot be written into a header")
        found = _MESSAGE_ID.search(message)
        known = sha256(found[1] if found else uuid.uuid4().bytes).hexdigest()[:32]
        self._name = f"{known}.broadsheet"
        self._half = self._folder / "tmp" / f"{uuid.uuid4().hex}.{os.getpid()}"
        head = f"Return-Path: <{sender}>\r\nX-Original-To: {recipient}\r\n".encode()
        self._half.write_bytes(head + message)

    async def finish(self) -> Reply:
        now = time.time()
        os.utime(self._half, (now, now))
        self._half.rename(self._folder / "new" / self._name)
        return TAKEN

    def abandon(self) -> None:
        self._half.unlink(missing_ok=True)

    async def quit(self) -> None:
        pass

    @property
    def spent(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Console:
    """Mail on the terminal, for somebody who writes code."""

    connections: int = 1
    name: str = "sender:console"

    async def connect(self) -> Printed:
        return Printed()


class Printed:
    spent = False

    def __init__(self) -> None:
        self._text = ""

    async def offer(
        self, sender: str, recipient: str, message: bytes, *, smtputf8: bool = False, dotless: bool = False
    ) -> None:
        self._text = f"-- from {sender} to {recipient}\n{message.decode('utf-8', 'replace')}\n"

    async def finish(self) -> Reply:
        sys.stdout.write(self._text.replace("\r\n", "\n"))
        sys.stdout.flush()
        return Reply(250, "2.0.0", "printed")

    def abandon(self) -> None:
        self._text = ""

    async def quit(self) -> None:
        pass
