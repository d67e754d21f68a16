"""A relay by SMTP (RFC 5321): commands pipelined (RFC 2920), TLS with checked certificates, several messages a
connection. The end of a message is a step of its own, so that the ledger can be written before it."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from broadsheet.kit import hosts
from broadsheet.newsletters.senders.base import Lost, Refused, Reply, Step, Unfinished, Unreachable, Unsuited
from broadsheet.newsletters.senders.wire import Wire

_END = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for each step (RFC 5321, 4.5.3.2)."""

    connect: float = 30
    greeting: float = 300
    command: float = 300
    block: float = 180
    end: float = 600


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is handed to. `tls`: "no", "starttls" (demanded, not hoped for) or "smtps"."""

    host: str
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Literal["no", "starttls", "smtps"] = "no"
    connections: int = 4
    messages: int = 100
    """At most, over one connection."""
    hello: str = ""
    patience: Patience = Patience()
    trusts: Path | None = None
    """A file of certificates that are trusted instead of the machine's."""

    @property
    def name(self) -> str:
        return f"sender:{self.host}"

    async def connect(self) -> Connection:
        """A session that is ready for its first message. Raises Unreachable."""
        connection = Connection(self, await self._reached())
        try:
            await connection.begin()
        except (Lost, Refused, OSError) as error:
            connection.abandon()
            raise Unreachable(f"{self.host}:{self.port}: {error}") from error
        except BaseException:
            connection.abandon()
            raise
        return connection

    async def _reached(self) -> Wire:
        loop = asyncio.get_running_loop()
        context, name = (self.tls_context(), self.host) if self.tls == "smtps" else (None, None)
        try:
            async with asyncio.timeout(self.patience.connect):
                _, wire = await loop.create_connection(Wire, self.host, self.port, ssl=context, server_hostname=name)
        except OSError as error:  # a TimeoutError is one, and so is a certificate that is not trusted
            cause = str(error) or "timed out"
            raise Unreachable(f"{self.host}:{self.port} cannot be reached: {cause}") from error
        return wire

    def tls_context(self) -> ssl.SSLContext:
        return _trusting(self.trusts)


class Connection:
    """One session."""

    def __init__(self, relay: Relay, wire: Wire) -> None:
        self._relay, self._wire = relay, wire
        self._carried = 0
        self.offers: dict[str, str] = {}
        """What EHLO told: {keyword: parameters}."""

    # -- its beginning and its end

    async def begin(self) -> None:
        relay = self._relay
        self._demand(await self._wire.reply(relay.patience.greeting), 220)
        await self._hello()
        if relay.tls == "starttls":
            if "STARTTLS" not in self.offers:
                raise Lost("it offers no encryption (STARTTLS), which email_url demands")
            self._demand(await self._ask("STARTTLS"), 220)
            await self._wire.encrypt(relay.tls_context(), relay.host, relay.patience.command)
            await self._hello()
        if relay.user:
            if relay.tls == "no" and not hosts.is_this_machine(relay.host):
                raise Lost("the password would go there in clear: use smtp+tls:// or smtps:// in email_url")
            await self._sign_in()

    async def _hello(self) -> None:
        name = self._relay.hello or socket.getfqdn()
        self._wire.write(f"EHLO {name}\r\n".encode("ascii", "replace"))
        lines = await self._wire.lines(self._relay.patience.command)
        if int(lines[0][:3]) != 250:
            self._demand(await self._ask(f"HELO {name}"), 250)
            lines = []
        told = (line[4:].strip().upper().replace("AUTH=", "AUTH ") for line in lines[1:])
        self.offers = {keyword: parameters for keyword, _, parameters in (line.partition(" ") for line in told)}

    async def _sign_in(self) -> None:
        ways = self.offers.get("AUTH", "").split()
        user, password = self._relay.user, self._relay.password
        if "PLAIN" in ways:
            reply = await self._ask(f"AUTH PLAIN {_base64(chr(0) + user + chr(0) + password)}")
        elif "LOGIN" in ways:
            reply = await self._ask("AUTH LOGIN")
            for word in (user, password):
                self._demand(reply, 334)
                reply = await self._ask(_base64(word))
        else:
            raise Lost("it takes no user and password by PLAIN or LOGIN over this connection")
        self._demand(reply, 235)

    async def quit(self) -> None:
        try:
            self._wire.write(b"QUIT\r\n")
            await self._wire.lines(5)
        except Lost:
            pass
        self._wire.close()

    def abandon(self) -> None:
        self._wire.close()

    @property
    def spent(self) -> bool:
        return self._carried >= self._relay.messages

    # -- messages

    async def offer(
        self, sender: str, recipient: str, message: bytes, *, smtputf8: bool = False, dotless: bool = False
    ) -> None:
        """The envelope and everything but the end. Raises Refused when the relay will not have it, after which the
        session can go on; Lost; Unsuited."""
        if smtputf8 and "SMTPUTF8" not in self.offers:
            raise Unsuited("the mail server takes no addresses beyond ASCII (SMTPUTF8)")
        if not (sender + recipient).isprintable() or " " in sender or "<" in recipient or ">" in recipient:
            raise Unsuited("the address cannot be written into an envelope")
        self._carried += 1
        eight = " BODY=8BITMIME" if smtputf8 and "8BITMIME" in self.offers else ""
        first = f"MAIL FROM:<{sender}>{' SMTPUTF8' if smtputf8 else ''}{eight}\r\n"
        commands = (first.encode(), f"RCPT TO:<{recipient}>\r\n".encode(), b"DATA\r\n")
        if "PIPELINING" in self.offers:
            self._wire.write(b"".join(commands))
            replies = [await self._wire.reply(self._relay.patience.command) for _ in commands]
        else:
            replies = await self._one_by_one(commands)
        await self._judge(replies)
        self._wire.write(_ready(message if dotless else _stuffed(message)))
        await self._wire.written(self._relay.patience.block)

    async def _one_by_one(self, commands: tuple[bytes, ...]) -> list[Reply]:
        replies = []
        for command in commands:
            self._wire.write(command)
            replies.append(await self._wire.reply(self._relay.patience.command))
            if replies[-1].code >= 400:
                break
        return replies

    async def _judge(self, replies: list[Reply]) -> None:
        """Raise what the first refusal means, and bring the session back to its beginning."""
        steps = zip((Step.MAIL, Step.RCPT, Step.DATA), replies, strict=False)
        refused = next((replace(reply, step=step) for step, reply in steps if reply.code >= 400), None)
        if refused is None:
            if replies[-1].code != 354:
                raise Lost(f"it answered DATA with {replies[-1].code}")
            return
        self._last(refused)
        if len(replies) == 3 and replies[-1].code == 354:
            # nobody is to get it, yet it waits for a message: an empty one, which it will refuse
            self._wire.write(b".\r\n")
            if (await self._wire.reply(self._relay.patience.end)).code < 400:
                raise Lost("it took a message whose recipient it had refused")
        else:
            self._demand(await self._ask("RSET"), 250)
        raise Refused(refused)

    async def finish(self) -> Reply:
        # whoever hung up, or speaks in the middle of a message, will not take its end: better to know it before
        if said := await self._wire.unasked():
            raise Unfinished(said)
        self._wire.write(_END)
        reply = await self._wire.reply(self._relay.patience.end)
        self._last(reply)
        if reply.code >= 400:
            raise Refused(replace(reply, step=Step.END))
        if reply.code >= 300:
            raise Lost(f"it answered the end of a message with {reply.code}")
        return reply

    async def _ask(self, command: str) -> Reply:
        self._wire.write(f"{command}\r\n".encode())
        return await self._wire.reply(self._relay.patience.command)

    def _demand(self, reply: Reply, code: int) -> None:
        if reply.code != code:
            raise Refused(reply)

    def _last(self, reply: Reply) -> None:
        """421: it is about to close the connection (RFC 5321, 3.8)."""
        if reply.code == 421:
            self._carried = self._relay.messages


@lru_cache(maxsize=1)
def _trusting(file: Path | None) -> ssl.SSLContext:
    """Made once: reading what the machine trusts takes longer than a few messages."""
    return ssl.create_default_context(cafile=file)


def _ready(message: bytes) -> bytes:
    """For the wire, but for its end, which brings the last line's end with it."""
    return message.removesuffix(b"\r\n")


def _stuffed(message: bytes) -> bytes:
    """A line that begins with a dot begins with two (RFC 5321, 4.5.2)."""
    if message.startswith(b".") or b"\n." in message:
        message = b"." * message.startswith(b".") + message.replace(b"\n.", b"\n..")
    return message


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
