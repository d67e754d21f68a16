"""Requests to addresses that somebody else wrote: only to the public Internet, with few redirects and a time limit.

The address that was judged is the one that is connected to, so that a name cannot mean another machine a moment
later.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

MOST_REDIRECTS = 4
LONGEST = 15.0  # seconds for everything
SILENCE = 6.0  # seconds for one step
AGENT = "Mozilla/5.0 (compatible; link check)"
MOVED = frozenset({301, 302, 303, 307, 308})
NOT_BY_HEAD = frozenset({400, 403, 404, 405, 410, 501})
"""Answers to HEAD that a GET is asked about: many servers know no HEAD."""
_SAFE = "/%:=&?~+!$,;'@()*[]#"


class Refused(Exception):
    """It is not asked: no address of the web, one of a private network, or too many redirects."""


class NotFound(Exception):
    """There is no server of this name."""


class Unreachable(Exception):
    """The server did not answer in time, or not as one of the web; the message says why, for a log."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


@dataclass(frozen=True)
class Outbound:
    """`resolve` and `allowed` are there for tests: from a host to its IP addresses, and which of them are asked."""

    resolve: Callable[[str, int], Iterable[str]] = _resolve
    allowed: Callable[[str], bool] = is_public
    longest: float = LONGEST
    silence: float = SILENCE
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def status(self, url: str) -> int:
        """The status of what stands at `url`, after its redirects. Nothing of it is read.

        Raises Refused, NotFound and Unreachable.
        """
        end = time.monotonic() + self.longest
        for _n in range(MOST_REDIRECTS + 1):
            status, to = self._asked("HEAD", url, end)
            if status in NOT_BY_HEAD:
                status, to = self._asked("GET", url, end)
            if status not in MOVED or not to:
                return status
            url = urljoin(url, to)
        raise Refused("it redirects too often")

    def _asked(self, method: str, url: str, end: float) -> tuple[int, str]:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise Refused("it is no address") from None
        if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
            raise Refused("it is no address of the web")
        connection = self._connected(host, port or (443 if parts.scheme == "https" else 80), parts.scheme, end)
        path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        too_late = threading.Timer(max(0.0, end - time.monotonic()), _break_off, [connection.sock])
        too_late.daemon = True
        too_late.start()
        try:
            connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*"})
            with connection.getresponse() as answer:
                return answer.status, answer.getheader("Location") or ""
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(str(error) or type(error).__name__) from None
        finally:
            too_late.cancel()
            connection.close()

    def _connected(self, host: str, port: int, scheme: str, end: float) -> http.client.HTTPConnection:
        """To the first address of the host that answers. All of them have to be allowed."""
        try:
            addresses = list(self.resolve(host.encode("idna").decode(), port))
        except (socket.gaierror, UnicodeError):
            raise NotFound(host) from None
        if not addresses or not all(map(self.allowed, addresses)):
            raise Refused("it is an address of a private network")
        last = "no time is left"
        for address in addresses:
            left = min(self.silence, end - time.monotonic())
            if left <= 0:
                break
            try:
                return self._to(address, host, port, scheme, left)
            except OSError as error:
                last = str(error) or type(error).__name__
        raise Unreachable(last)

    def _to(self, address: str, host: str, port: int, scheme: str, left: float) -> http.client.HTTPConnection:
        link = socket.create_connection((address, port), timeout=left)
        try:
            if scheme == "https":
                link = self.tls.wrap_socket(link, server_hostname=host)
        except BaseException:
            link.close()
            raise
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        connection = kind(host, port, timeout=left)
        connection.sock = link
        return connection


def _break_off(link: socket.socket) -> None:
    """A server that sends a byte now and then must not hold us."""
    with suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)
