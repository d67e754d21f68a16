"""How long the edge waits for a client, and how much it takes from one."""

from __future__ import annotations

from dataclasses import dataclass

UPLOADS = ("/desk/",)
"""Below these prefixes pictures and recordings are sent to us, elsewhere forms."""
_UPLOADS = tuple(prefix.encode() for prefix in UPLOADS)


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, sizes in bytes."""

    head: float = 10.0  # from the first byte of a request (or from the connection) to the end of its head
    body: float = 30.0  # of silence in a body
    body_begins: float = 60.0  # after which a body must on the whole be faster than `slowest_body`
    idle: float = 15.0  # between two requests on one connection
    stall: float = 20.0  # in which a reader must take at least `slowest_read` bytes of what waits for it
    drain: float = 1.0  # that an idle connection has, at shutdown, to ask once more
    grace: float = 10.0  # that requests in flight have at shutdown

    slowest_body: int = 8 << 10  # bytes a second
    slowest_read: int = 2048
    largest_head: int = 32 << 10
    largest_body: int = 64 << 20  # below a prefix of UPLOADS
    largest_form: int = 1 << 20  # elsewhere
    body_in_memory: int = 256 << 10  # beyond that a request's body is spooled to a temporary file

    connections: int = 30_000
    connections_each: int = 0  # from one address, over all processes; 0: any number
    bodies: int = 256  # that are being received at once, those left out that came whole with their head
    bodies_each: int = 8  # of these, from one address
    bodies_size: int = 2 << 30  # bytes of all of them together
    threads: int = 8  # in which Django runs
    threads_each: int = 6  # of these, for one address
    pressing: int = 2  # in which pages are pressed that somebody waits for
    queue: int = 56  # requests that may wait for a thread; where more come, who has most waiting loses one

    def largest(self, path: bytes) -> int:
        """Bytes that a body sent to this path may have."""
        return self.largest_body if path.startswith(_UPLOADS) else self.largest_form
