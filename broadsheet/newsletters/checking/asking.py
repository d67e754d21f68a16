"""Questions to the DNS, each with an end: what is not there is an empty answer, what does not answer is an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import dns.exception
import dns.name
import dns.resolver
import dns.reversename

PER_QUESTION = 4.0  # seconds
MOST = 60  # questions of one check


class NoAnswer(Exception):
    """The DNS could not be asked; the message names the question."""


@dataclass
class Asking:
    """One check's questions; each is asked once. `server` is an address, with or without a port; "" is the
    machine's own resolver."""

    server: str = ""
    _answers: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self._resolver = dns.resolver.Resolver(configure=not self.server)
        except dns.resolver.NoResolverConfiguration as error:
            raise NoAnswer("this machine has no resolver") from error
        if self.server:
            host, _, port = self.server.rpartition(":") if self.server.count(":") == 1 else (self.server, "", "53")
            try:
                self._resolver.nameservers = [host]
                self._resolver.port = int(port)
            except ValueError as error:
                raise NoAnswer(f"{self.server} is no address of a DNS server") from error
        self._resolver.timeout = PER_QUESTION / 2

    def texts(self, name: str) -> list[str]:
        """TXT records, each with its strings put together."""
        return [b"".join(each.strings).decode("utf-8", "replace") for each in self._ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        return [each.address for kind in ("A", "AAAA") for each in self._ask(name, kind)]

    def exchangers(self, name: str) -> list[str]:
        """Hosts that take the domain's mail; a null one (RFC 7505) is left out."""
        return [host for each in self._ask(name, "MX") if (host := str(each.exchange).rstrip("."))]

    def names_of(self, address: str) -> list[str]:
        """Names that the address has (PTR)."""
        return [str(each.target).rstrip(".") for each in self._ask(str(dns.reversename.from_address(address)), "PTR")]

    def _ask(self, name: str, kind: str) -> list[Any]:
        key = (name.lower().rstrip("."), kind)
        if key not in self._answers:
            if len(self._answers) >= MOST:
                raise NoAnswer(f"too many questions, at last {name}")
            self._answers[key] = self._asked(name, kind)
        return self._answers[key]

    def _asked(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name.rstrip(".") + ".", kind, lifetime=PER_QUESTION))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise NoAnswer(f"{kind} {name}") from error
