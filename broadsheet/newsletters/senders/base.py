"""What hands a message over: the sending room knows this much of a relay, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """What of a message a relay answered (RFC 5321)."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    END = "end"


READERS_OWN = frozenset(
    (*(f"5.1.{detail}" for detail in (1, 2, 3, 4, 5, 6, 10)), *(f"5.2.{detail}" for detail in (0, 1, 2, 4)), "5.6.7")
)
"""Enhanced codes of what is this reader's alone: their address or their mailbox. 5.2.3, a mail that is too large, is
not, since all have the same."""
_OURS = ("5.3.", "5.7.")
_OURS_ALONE = frozenset(("5.1.7", "5.1.8", "5.4.5"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a relay said. `status` is its enhanced code (RFC 3463) where it gave one, such as "5.1.1"; `step` is what
    it refused, where it did."""

    code: int
    status: str = ""
    text: str = ""
    step: Step | None = None

    @property
    def permanent(self) -> bool:
        return self.code >= 500

    @property
    def of_the_sender(self) -> bool:
        """It refuses us and not this reader, so it would refuse everybody: by RFC 3463 the sender's address (5.1.7,
        5.1.8), the relay itself (5.3.x, such as too large a mail), what it carries for us in a day (5.4.5), its
        policy (5.7.x); or before it looked at the reader, or once it had taken them and saw nothing else yet."""
        if not self.permanent or self.of_the_reader:
            return False
        return self.step in {Step.MAIL, Step.DATA} or self.status.startswith(_OURS) or self.status in _OURS_ALONE

    @property
    def of_the_reader(self) -> bool:
        """It says of this reader's address or mailbox that it takes no mail; others have nothing to do with it."""
        return self.permanent and self.status in READERS_OWN

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
