"""A DNS server of the tests' own, on this machine: it answers from a zone, or not at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset


@dataclass
class NameServer:
    """`zone` is by name and kind: `("ledger.example", "TXT"): ['"v=spf1 -all"']`. Names in `dumb` get no answer,
    those in `broken` SERVFAIL."""

    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    dumb: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def say(self, name: str, kind: str, *records: str) -> None:
        self.zone[name, kind] = list(records)

    def answer(self, packet: bytes) -> bytes | None:
        query = dns.message.from_wire(packet)
        question = query.question[0]
        name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.dumb:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name in self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in self.zone:
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, self.zone[name, kind]))
        elif not any(known == name for known, _kind in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire(max_size=65535)


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Over UDP on a free port, until the block ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        bound.settimeout(0.05)
        server, stopped = NameServer(), threading.Event()
        server.address = f"127.0.0.1:{bound.getsockname()[1]}"

        def serve() -> None:
            while not stopped.is_set():
                try:
                    packet, sender = bound.recvfrom(4096)
                except TimeoutError:
                    continue
                answer = server.answer(packet)
                if answer is not None:
                    bound.sendto(answer, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            stopped.set()
            thread.join()
