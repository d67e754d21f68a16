"""What hands a message over: the sending room knows this much of a relay, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reply:
    """What a relay said. `status` is its enhanced code (RFC 3463) where it gave one, such as "5.1.1"."""

    code: int
    status: str = ""
    text: str = ""

    @property
    def permanent(self) -> bool:
        return self.code >= 500

    @property
    def policy(self) -> bool:
        """5.7.x: not this reader but this sender is not wanted (RFC 3463, security or policy)."""
        return self.permanent and self.status.startswith("5.7.")

    @property
    def best_code(self) -> str:
        return self.status or str(self.code)


class Refused(Exception):
    """The relay said no to this message, and the session can go on."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.code} {reply.status} {reply.text}".strip())
        self.reply = reply


class Lost(Exception):
    """The connection is gone; its text says how. What it means for the message depends on when it came: before
    `finish` was called the relay has not accepted it; from then on nobody knows."""


class Unfinished(Lost):
    """The connection was found gone before the end of the message was sent: it has not been accepted."""


class Unreachable(Exception):
    """No session came to be; its text is for the screen."""


class Unsuited(Exception):
    """This relay cannot carry this message; its text says why."""


class Session(Protocol):
    """One connection. `offer` then `finish`, or `offer` then `abandon`, one message after another."""

    async def offer(
        self, sender: str, recipient: str, message: bytes, *, smtputf8: bool = False, dotless: bool = False
    ) -> None:
        """Everything but the end: nobody can have accepted it yet. `dotless`: no line of it begins with a dot, and
        nobody has to look for one. Raises Refused, Lost, Unsuited."""

    async def finish(self) -> Reply:
        """The end of the message; the reply with which the relay took it. Raises Refused, Unfinished, Lost."""

    def abandon(self) -> None:
        """Drop what was offered, and the connection with it."""

    async def quit(self) -> None:
        """End it as one should."""

    @property
    def spent(self) -> bool:
        """Whether it has carried as many messages as one connection may."""


class Sender(Protocol):
    @property
    def name(self) -> str:
        """Whose allowance is used, such as "sender:mail.example"."""

    @property
    def connections(self) -> int:
        """How many at once, for one process."""

    async def connect(self) -> Session:
        """Raises Unreachable."""
