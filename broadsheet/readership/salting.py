"""The salt by which a day's readers are told apart. It lies in memory only, and the one of yesterday is gone.

Tomorrow's is made from today's by a hash that cannot be turned round, so that all processes of a server, which were
forked from one, have the same without asking one another.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta


class Salt:
    def __init__(self, today: date) -> None:
        self.run = secrets.token_hex(12)
        """The name of this start of the server: nobody else has its salts."""
        self._day, self._salt = today, secrets.token_bytes(32)
        self._hasher = self._keyed()

    def _keyed(self) -> hashlib.blake2b:
        return hashlib.blake2b(key=self._salt, digest_size=8)

    @property
    def day(self) -> date:
        return self._day

    def turn(self, today: date) -> None:
        """Go on to the salt of `today`; a clock that goes back changes nothing."""
        while self._day < today:
            self._salt = hashlib.blake2b(self._salt, person=b"another day").digest()[:32]
            self._day += timedelta(days=1)
            self._hasher = self._keyed()

    def hashed(self, who: bytes) -> bytes:
        """Eight bytes from which nobody who lacks the salt learns anything."""
        hasher = self._hasher.copy()
        hasher.update(who)
        return hasher.digest()
