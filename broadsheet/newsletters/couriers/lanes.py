"""The connections to the relay, all in one event loop. What happens they tell the office, and before the end of a
message they ask it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from broadsheet.newsletters.composing.building import Unwritable
from broadsheet.newsletters.couriers.loads import Load, Said, Word
from broadsheet.newsletters.senders.base import (
    Lost,
    Refused,
    Sender,
    Session,
    Unfinished,
    Unreachable,
    Unsuited,
)
from broadsheet.newsletters.sending.pace import Pace


class Lane:
    """Takes loads from `loads` and carries them, one after another, until it is told to stop; None only wakes it.
    `ask` brings the office's word about the end of one: the monotonic instant until which it may be sent, or None."""

    def __init__(
        self,
        sender: Sender,
        pace: Pace,
        loads: asyncio.Queue[Load | None],
        build: Callable[[Load], bytes],
        tell: Callable[[Said], None],
        ask: Callable[[int], asyncio.Future[float | None]],
    ) -> None:
        self._sender, self._pace, self._loads = sender, pace, loads
        self._build, self._tell, self._ask = build, tell, ask
        self.stopping = False
        self.carrying = False
        """Whether it has a load."""
        self.resting_until = 0.0
        """Monotonic: it could not connect and takes no loads before."""
        self.trouble = ""
        self._rest = 0.0
        self._session: Session | None = None

    @property
    def ready(self) -> bool:
        return time.monotonic() >= self.resting_until

    async def run(self) -> None:
        try:
            while not self.stopping:
                if not self.ready:
                    await asyncio.sleep(min(0.1, max(0.0, self.resting_until - time.monotonic())))
                elif (load := await self._next()) is not None:
                    self.carrying = True
                    await self._carry(load)
                    self.carrying = False
            await self._quit()
        finally:
            self._drop()

    async def _next(self) -> Load | None:
        """None when there was none for a while, or when there is something else to look at."""
        try:
            return self._loads.get_nowait()
        except asyncio.QueueEmpty:
            pass
        try:
            async with asyncio.timeout(None if self._session is None else self._pace.idle):
                return await self._loads.get()
        except TimeoutError:
            await self._quit()
            return None

    async def _carry(self, load: Load) -> None:
        handle = load.handle
        session = await self._connected(handle)
        if session is None:
            return
        try:
            message = self._build(load)
            await session.offer(load.sender, load.recipient, message, smtputf8=load.smtputf8, dotless=load.is_spliced)
        except Refused as no:
            self._tell(Said(Word.REFUSED, handle, no.reply))
        except (Unsuited, Unwritable) as no:
            self._tell(Said(Word.UNSUITED, handle, cause=str(no)))
        except (Lost, OSError) as broken:
            self._drop()
            self._tell(Said(Word.BROKE_BEFORE, handle, cause=str(broken)))
        except Exception as error:  # noqa: BLE001 - of this message alone: the others go on
            self._drop()
            self._tell(Said(Word.UNSUITED, handle, cause=f"{type(error).__name__}: {error}"))
        else:
            await self._end(session, handle)
        if self._session and self._session.spent:
            await self._quit()

    async def _end(self, session: Session, handle: int) -> None:
        """The row is `inflight` on the disk before the end is sent."""
        until = await self._ask(handle)
        if until is None or time.monotonic() > until:
            self._drop()
            self._tell(Said(Word.GIVEN_BACK, handle, cause="the row was no longer ours"))
            return
        try:
            reply = await session.finish()
        except Refused as no:
            self._tell(Said(Word.REFUSED, handle, no.reply))
        except Unfinished as broken:
            self._drop()
            self._tell(Said(Word.BROKE_BEFORE, handle, cause=str(broken)))
        except (Lost, OSError) as broken:
            self._drop()
            self._tell(Said(Word.BROKE_AFTER, handle, cause=str(broken)))
        else:
            self._tell(Said(Word.TAKEN, handle, reply))

    async def _connected(self, handle: int) -> Session | None:
        if self._session is None:
            try:
                self._session = await self._sender.connect()
            except (Unreachable, OSError) as error:
                first, most = self._pace.reconnect
                self._rest = min(max(first, self._rest * 2), most)
                self.trouble, self.resting_until = str(error), time.monotonic() + self._rest
                self._tell(Said(Word.GIVEN_BACK, handle, cause=str(error)))
                return None
            self._rest, self.trouble = 0.0, ""
        return self._session

    async def _quit(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.quit()

    def _drop(self) -> None:
        if self._session is not None:
            self._session.abandon()
            self._session = None
