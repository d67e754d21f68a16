"""Names and numbers of machines."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit


def is_this_machine(host: str) -> bool:
    """Whether what is sent to this name or number never leaves the machine (RFC 6761, RFC 1122)."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def stays_here(url: str) -> bool:
    """Whether what is sent to this URL never leaves the machine: to a host that is this one, to none, which clients
    take for this one, or to a socket in its file system. PostgreSQL's may name several, or name them in `?host=`."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    if "," in place:  # each with a port of its own, which urlsplit does not take
        named = [urlsplit(f"//{each}").hostname or "" for each in place.split(",")]
    else:
        named = [parts.hostname or ""]
    asked = parse_qs(parts.query).get("host", []) if "postgres" in parts.scheme else []
    names = [name for each in asked for name in each.split(",")] or [unquote(name) for name in named]
    return all(not name or name.startswith("/") or is_this_machine(name) for name in names)
