"""How long the edge waits for a client, and how much it takes from one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, sizes in bytes."""

    head: float = 10.0  # from the first byte of a request (or from the connection) to the end of its head
    body: float = 30.0  # of silence in a body; and a body must on the whole be faster than `slowest_body`
    idle: float = 15.0  # between two requests on one connection
    stall: float = 20.0  # in which a reader must take at least `slowest_read` bytes of what waits for it
    drain: float = 1.0  # that an idle connection has, at shutdown, to ask once more
    grace: float = 10.0  # that requests in flight have at shutdown

    slowest_body: int = 512  # bytes a second
    slowest_read: int = 2048
    largest_head: int = 32 << 10
    largest_body: int = 64 << 20
    body_in_memory: int = 256 << 10  # beyond that a request's body is spooled to a temporary file

    connections: int = 30_000
    bodies: int = 256  # that are being received at once
    threads: int = 8  # in which Django runs
    queue: int = 56  # requests that may wait for a thread
