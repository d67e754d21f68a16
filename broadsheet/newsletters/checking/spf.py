"""SPF (RFC 7208), as far as it decides about addresses: who may send mail of a domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from broadsheet.newsletters.checking.asking import Asking

MOST_LOOKUPS = 10
PASS = "pass"  # noqa: S105  (a result of RFC 7208, no password)
RESULTS = {"+": PASS, "-": "fail", "~": "softfail", "?": "neutral"}
ASKS = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})


class Broken(Exception):
    """The record cannot be used (permerror); the message says where."""


def records(texts: list[str]) -> list[str]:
    return [text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def includes(record: str) -> list[str]:
    """Domains that the record takes over, also by `redirect`."""
    return [target.lower().rstrip(".") for name, target in _parts(record) if name in {"include", "redirect"}]


@dataclass
class Judge:
    """Judges one address after another; lookups count anew for each."""

    asking: Asking
    lookups: int = field(default=0, init=False)

    def result(self, domain: str, record: str, address: str) -> str:
        """pass, fail, softfail or neutral. Raises Broken."""
        self.lookups = 0
        return self._judged(domain, record, ip_address(address))

    def _judged(self, domain: str, record: str, address: IPv4Address | IPv6Address) -> str:
        redirect = ""
        for term in record.split()[1:]:
            name, _, value = term.partition("=")
            if "=" in term and name.isalpha():
                redirect = value if name.lower() == "redirect" else redirect
                continue
            sign, mechanism = (term[0], term[1:]) if term[0] in RESULTS else ("+", term)
            if self._matches(domain, mechanism, address):
                return RESULTS[sign]
        if redirect:
            return self._of(redirect, address)
        return "neutral"

    def _of(self, domain: str, address: IPv4Address | IPv6Address) -> str:
        self._count(domain)
        found = records(self.asking.texts(domain))
        if len(found) != 1:
            raise Broken(domain)
        return self._judged(domain, found[0], address)

    def _matches(self, domain: str, mechanism: str, address: IPv4Address | IPv6Address) -> bool:
        name, _, rest = mechanism.partition(":")
        name, slash, mask = name.partition("/")
        target, _, tail = rest.partition("/") if name.lower() not in {"ip4", "ip6"} else (rest, "", "")
        mask = (mask if slash else tail).partition("/")[0]
        match name.lower():
            case "all":
                return True
            case "ip4" | "ip6":
                return _within(address, target, domain)
            case "include":
                return self._of(target, address) == PASS
            case "a":
                self._count(domain)
                return _any(address, self.asking.addresses(target or domain), mask)
            case "mx":
                self._count(domain)
                hosts = self.asking.exchangers(target or domain)[:10]
                return any(_any(address, self.asking.addresses(host), mask) for host in hosts)
            case "ptr" | "exists":
                self._count(domain)
                return False  # they hang on macros and on names that anybody may claim
        raise Broken(f"{domain}: {mechanism}")

    def _count(self, domain: str) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise Broken(f"{domain}: more than {MOST_LOOKUPS} lookups")


def _parts(record: str) -> Iterator[tuple[str, str]]:
    for term in record.split()[1:]:
        bare = term.lstrip("+-~?")
        mark = "=" if bare.lower().startswith("redirect=") else ":"
        name, _, target = bare.partition(mark)
        yield name.lower(), target


def _within(address: IPv4Address | IPv6Address, network: str, domain: str) -> bool:
    try:
        return address in ip_network(network, strict=False)
    except ValueError:
        raise Broken(f"{domain}: {network}") from None


def _any(address: IPv4Address | IPv6Address, found: list[str], mask: str) -> bool:
    for each in found:
        other = ip_address(each)
        if other.version == address.version and address in ip_network(
            f"{each}/{mask if mask.isdigit() and int(mask) <= other.max_prefixlen else other.max_prefixlen}",
            strict=False,
        ):
            return True
    return False
