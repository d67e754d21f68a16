"""Talking to a server in bytes."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

HOST = b"Host: ledger.example\r\n"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One server; every call is a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def connect(self, receive_buffer: int | None = None) -> socket.socket:
        client = socket.socket()
        if receive_buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(12)
        try:
            client.connect(("127.0.0.1", self.port))
        except OSError:
            client.close()
            raise
        return client

    def talk(self, data: bytes, timeout: float = 5, *, half_close: bool = False) -> tuple[bytes, str]:
        """What comes back until the server closes, and how it ended: closed, reset or still open."""
        with self.connect() as client:
            client.sendall(data)
            if half_close:
                client.shutdown(socket.SHUT_WR)
            return rest(client, timeout)

    def ask(self, path: str, *headers: str, method: str = "GET", body: bytes = b"") -> Reply:
        lines = "".join(f"{header}\r\n" for header in headers)
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: ledger.example\r\n{length}{lines}Connection: close\r\n\r\n"
        data, end = self.talk(head.encode("latin1") + body)
        assert end == "closed", f"{path} left the connection {end}: {data[:200]!r}"
        (reply,) = split(data, [method])
        return reply


def get(path: bytes, *headers: bytes, last: bool = False) -> bytes:
    more = b"".join(header + b"\r\n" for header in headers)
    return b"GET %s HTTP/1.1\r\n%s%s%s\r\n" % (path, HOST, more, b"Connection: close\r\n" if last else b"")


def rest(client: socket.socket, timeout: float) -> tuple[bytes, str]:
    client.settimeout(timeout)
    data = b""
    try:
        while part := client.recv(65536):
            data += part
    except TimeoutError:
        return data, "open"
    except ConnectionResetError:
        return data, "reset"
    return data, "closed"


def split(data: bytes, methods: list[str] | None = None) -> list[Reply]:
    """Every reply in what a connection gave, by its framing; `methods` tell which ones were HEAD."""
    found: list[Reply] = []
    while data:
        head, mark, data = data.partition(b"\r\n\r\n")
        assert mark, f"half a head: {head[:200]!r}"
        status_line, *lines = head.decode("latin1").split("\r\n")
        assert re.match(r"HTTP/1\.1 \d{3} ", status_line), status_line
        status = int(status_line[9:12])
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        method = methods[len(found)] if methods else "GET"
        body, data = _body(data, headers, bodyless=method == "HEAD" or status in (100, 204, 304))
        found.append(Reply(status, headers, body))
    return found


def _body(data: bytes, headers: dict[str, str], *, bodyless: bool) -> tuple[bytes, bytes]:
    if bodyless:
        return b"", data
    if headers.get("transfer-encoding") != "chunked":
        size = int(headers.get("content-length", "0"))
        assert len(data) >= size, f"{len(data)} of {size} bytes came"
        return data[:size], data[size:]
    body = b""
    while True:
        line, _, data = data.partition(b"\r\n")
        size = int(line, 16)
        body, data = body + data[:size], data[size + 2 :]
        if not size:
            return body, data
