"""The listening socket: inherited from the server before us, from systemd, or bound."""

from __future__ import annotations

import errno
import os
import resource
import socket
from contextlib import suppress

INHERITED = "BROADSHEET_LISTEN_FD"
BACKLOG = 4096
_FIRST_OF_SYSTEMD = 3  # sd_listen_fds(3)


class CannotListen(RuntimeError):
    """The address cannot be had; says why and what to do, in one sentence."""


_UNKNOWN = "{host} is no host name or address that is known here: choose 127.0.0.1 or 0.0.0.0."


def listen(host: str, port: int) -> socket.socket:
    """Raises CannotListen."""
    descriptor = _handed_down()
    if descriptor is not None:
        return socket.socket(fileno=descriptor)
    if not 0 <= port <= 65_535:
        raise CannotListen(f"{port} is no port: choose one from 1 to 65535.")
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except UnicodeError as error:
        raise CannotListen(_UNKNOWN.format(host=host)) from error
    except OSError as error:
        raise CannotListen(_why(error, host, port)) from error


def _handed_down() -> int | None:
    """The file descriptor that somebody opened for us; environment that was for us alone is taken away."""
    inherited = os.environ.pop(INHERITED, None)
    if inherited is not None:
        return int(inherited)
    pid, count = os.environ.pop("LISTEN_PID", None), os.environ.pop("LISTEN_FDS", None)
    if pid == str(os.getpid()) and count is not None and int(count) >= 1:
        return _FIRST_OF_SYSTEMD
    return None


def _why(error: OSError, host: str, port: int) -> str:
    code = error.errno
    if code == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use by another program: stop that, or choose another port (--port)."
    if code == errno.EACCES:
        return f"Port {port} on {host} may be opened by the administrator only: choose one above 1023."
    if code == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: choose 127.0.0.1, 0.0.0.0 or one that it has."
    if isinstance(error, socket.gaierror):
        return _UNKNOWN.format(host=host)
    return f"Port {port} on {host} cannot be opened: {error}."


def allow_many_connections() -> None:
    """Raise the soft limit of open files to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
