"""A relay that is none, for measuring what stands before it. A process that carries mail has no models: none here."""

from __future__ import annotations

from broadsheet.newsletters.senders.base import Reply


class Nobody:
    """A sender that takes every message and keeps none."""

    name, connections, spent = "sender:nobody", 16, False

    async def connect(self) -> Nobody:
        return self

    async def offer(
        self, sender: str, recipient: str, message: bytes, *, smtputf8: bool = False, dotless: bool = False
    ) -> None:
        pass

    async def finish(self) -> Reply:
        return Reply(250, "2.0.0", "taken")

    def abandon(self) -> None:
        pass

    async def quit(self) -> None:
        pass
