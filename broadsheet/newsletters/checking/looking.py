"""What a domain's DNS says about the mail that is sent from it, with the record to add where one is missing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext as _

from broadsheet.newsletters.checking import houses, spf
from broadsheet.newsletters.checking.asking import Asking, NoAnswer

SHORTEST_KEY = 1024  # bits; services refuse shorter ones
GOOD_KEY = 2048


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice`: it may be sent without. `add` is the record as a zone file has it; "" where there is none to add.
    `unanswered`: nothing is known. `of`: the selector of a DKIM key."""

    what: str
    passed: bool
    words: str
    add: str = ""
    advice: bool = False
    unanswered: bool = False
    of: str = ""

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Setup:
    """What is known of how the mail leaves: `relay` is a host, `selector` the name of its DKIM key at the domain."""

    domain: str
    relay: str
    selector: str
    postmaster: str


def look(setup: Setup, asking: Asking) -> list[Finding]:
    """SPF, DKIM and DMARC, in this order; then the relay's name. Never raises for what the DNS does. Where mail is
    signed for the domain DMARC asks for nothing more, and providers send under a name of their own: then SPF is
    advice."""
    found = [
        _answered(name, part, setup, asking)
        for name, part in (("SPF", _spf), ("DKIM", _dkim), ("DMARC", _dmarc), ("PTR", _ptr))
    ]
    told = [finding for finding in found if finding is not None]
    signed = any(finding.what == "DKIM" and finding.passed for finding in told)
    return [_in_its_place(finding, setup, signed) for finding in told]


def _in_its_place(finding: Finding, setup: Setup, signed: bool) -> Finding:
    if finding.what == "DKIM":
        return replace(finding, of=setup.selector)
    return replace(finding, advice=True) if finding.what == "SPF" and signed and not finding.passed else finding


Part = Callable[[Setup, Asking], Finding | None]


def _answered(name: str, part: Part, setup: Setup, asking: Asking) -> Finding | None:
    try:
        return part(setup, asking)
    except NoAnswer as error:
        words = _("The DNS did not answer (%(question)s): try again in a while.") % {"question": error}
        return Finding(name, False, words, advice=name == "PTR", unanswered=True)


def _spf(setup: Setup, asking: Asking) -> Finding:
    found = spf.records(asking.texts(setup.domain))
    known = houses.include(setup.relay)
    own = f"include:{known}" if known else f"a:{setup.relay}"
    if not found:
        words = _("%(domain)s does not say who may send its mail.") % {"domain": setup.domain}
        return Finding("SPF", False, words, _record(setup.domain, f"v=spf1 {own} ~all"))
    if len(found) > 1:
        words = _("%(domain)s has %(count)s SPF records, so none counts: make one of them.")
        return Finding("SPF", False, words % {"domain": setup.domain, "count": len(found)})
    try:
        return _vouched(setup, asking, found[0], own)
    except spf.Broken as error:
        words = _("The SPF record of %(domain)s cannot be used: see to %(where)s.")
        return Finding("SPF", False, words % {"domain": setup.domain, "where": error})


def _vouched(setup: Setup, asking: Asking, record: str, own: str) -> Finding:
    relays = asking.addresses(setup.relay)
    judge = spf.Judge(asking)
    results = [judge.result(setup.domain, record, address) for address in relays]
    if relays and all(result == spf.PASS for result in results):
        if record.lower().split()[-1] in {"+all", "all"}:
            words = _("The SPF record of %(domain)s lets everybody send: end it with ~all instead.")
            return Finding("SPF", False, words % {"domain": setup.domain}, _record(setup.domain, _ended(record)))
        words = _("SPF: %(domain)s vouches for %(relay)s, and mail from it is aligned.")
        return Finding("SPF", True, words % {"domain": setup.domain, "relay": setup.relay})
    mine = spf.includes(record)
    if houses.include(setup.relay) in mine or houses.of(setup.relay) in map(houses.of, mine):
        words = _("SPF: %(domain)s takes over what the keepers of %(relay)s say about who sends for them.")
        return Finding("SPF", True, words % {"domain": setup.domain, "relay": setup.relay})
    words = _(
        "The SPF record of %(domain)s does not name %(relay)s: add it, or the include: that its keepers tell you."
    )
    added = _record(setup.domain, _with(record, own))
    return Finding("SPF", False, words % {"domain": setup.domain, "relay": setup.relay}, added)


def _with(record: str, own: str) -> str:
    terms = record.split()
    at = next((n for n, term in enumerate(terms) if term.lstrip("+-~?").lower() == "all"), len(terms))
    at = next((n for n, term in enumerate(terms[:at]) if term.lower().startswith("redirect=")), at)
    return " ".join([*terms[:at], own, *terms[at:]])


def _ended(record: str) -> str:
    return " ".join([*record.split()[:-1], "~all"])


def _dkim(setup: Setup, asking: Asking) -> Finding:
    if not setup.selector:
        words = _(
            "Nobody has said which DKIM key signs the mail: ask those who keep %(relay)s for its selector, "
            "and give it as dkim_selector in broadsheet.toml."
        )
        return Finding("DKIM", False, words % {"relay": setup.relay})
    name = f"{setup.selector}._domainkey.{setup.domain}"
    texts = asking.texts(name)
    if not texts:
        words = _("There is no DKIM key at %(name)s: add the one that those who keep %(relay)s show you.")
        key = _("<the key from them>")
        return Finding(
            "DKIM", False, words % {"name": name, "relay": setup.relay}, _record(name, f"v=DKIM1; k=rsa; p={key}")
        )
    return _key(name, texts)


def _key(name: str, texts: list[str]) -> Finding:
    tags = _tags(texts[0])
    if len(texts) > 1 or tags.get("v", "DKIM1") != "DKIM1":
        return Finding("DKIM", False, _("What stands at %(name)s is not one DKIM key.") % {"name": name})
    if not tags.get("p", ""):
        return Finding("DKIM", False, _("The DKIM key at %(name)s was withdrawn.") % {"name": name})
    bits = _bits(tags)
    if bits is None:
        words = _("The DKIM key at %(name)s cannot be read: put it in whole, without spaces or quotation marks.")
        return Finding("DKIM", False, words % {"name": name})
    if bits < SHORTEST_KEY:
        words = _("The DKIM key at %(name)s has %(bits)s bits: services ask for 1024 at least, better 2048.")
        return Finding("DKIM", False, words % {"name": name, "bits": bits})
    return Finding(
        "DKIM", True, _("DKIM: there is a key at %(name)s, and mail signed by it is aligned.") % {"name": name}
    )


def _bits(tags: dict[str, str]) -> int | None:
    """Of the key; an Ed25519 key counts as a good one."""
    try:
        raw = base64.b64decode("".join(tags["p"].split()), validate=True)
        if tags.get("k", "rsa") == "ed25519":
            return GOOD_KEY if len(raw) == 32 else None
        key = load_der_public_key(raw)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key.key_size if isinstance(key, RSAPublicKey) else None


def _dmarc(setup: Setup, asking: Asking) -> Finding:
    """At the domain, or at the nearest one above it that has one (the tree walk of DMARC)."""
    labels = setup.domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        above = ".".join(labels[start:])
        found = [
            text for text in asking.texts(f"_dmarc.{above}") if text.lower().replace(" ", "").startswith("v=dmarc1")
        ]
        if len(found) > 1:
            words = _("There are %(count)s DMARC records at _dmarc.%(domain)s, so none counts: leave one.")
            return Finding("DMARC", False, words % {"count": len(found), "domain": above})
        if found:
            return _policy(above, found[0])
    words = _("%(domain)s does not say what to do with mail that nobody vouches for.") % {"domain": setup.domain}
    add = _record(f"_dmarc.{setup.domain}", f"v=DMARC1; p=none; rua=mailto:{setup.postmaster}")
    return Finding("DMARC", False, words, add)


def _policy(domain: str, record: str) -> Finding:
    policy = _tags(record).get("p", "").lower()
    if policy not in {"none", "quarantine", "reject"}:
        words = _("The DMARC record at _dmarc.%(domain)s has no p= that is none, quarantine or reject.")
        return Finding("DMARC", False, words % {"domain": domain}, _record(f"_dmarc.{domain}", "v=DMARC1; p=none"))
    words = _("DMARC: the record at _dmarc.%(domain)s asks for “%(policy)s”.")
    return Finding("DMARC", True, words % {"domain": domain, "policy": policy})


def _ptr(setup: Setup, asking: Asking) -> Finding | None:
    """Whether the relay's addresses have a name that leads back to them; None when it has no address."""
    addresses = asking.addresses(setup.relay)
    nameless = [each for each in addresses if not _named(each, asking)]
    if not addresses:
        return Finding("PTR", False, _("%(relay)s has no address.") % {"relay": setup.relay}, advice=True)
    if nameless:
        words = _("%(address)s has no name that leads back to it; where mail leaves from there, some refuse it.")
        return Finding("PTR", False, words % {"address": nameless[0]}, advice=True)
    return Finding("PTR", True, _("PTR: the addresses of %(relay)s have names.") % {"relay": setup.relay})


def _named(address: str, asking: Asking) -> bool:
    return any(address in asking.addresses(name) for name in asking.names_of(address)[:3])


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}


def _record(name: str, text: str) -> str:
    """A line of a zone file. A string of it holds 255 bytes at most."""
    parts = [text[start : start + 255] for start in range(0, len(text), 255)]
    return f"{name}. IN TXT " + " ".join(f'"{part}"' for part in parts)
