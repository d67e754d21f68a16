"""What is written into a recording for machines: that it was made by one (C2PA; EU AI Act, Article 50).

The manifest is signed over the whole file, so it is written last: any tag that comes after it makes it invalid. The
certificate is the operator's own, or one that the site makes for itself; the latter proves that nothing was changed,
and not who the paper is.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.translation import gettext_noop

from broadsheet import __version__
from broadsheet.narration.engines.base import SourceType
from broadsheet.narration.wording import Message

SOURCES: dict[SourceType, str] = {"trained": "trainedAlgorithmicMedia", "algorithmic": "algorithmicMedia"}
VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
YEARS = 20  # without a time stamp of an authority, a marking is whole only as long as its certificate is valid
MP3 = "audio/mpeg"
ALGORITHMS = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


class NoCertificate(Exception):
    """With the one sentence to show, a Message."""


@dataclass(frozen=True)
class Certificate:
    """`chain`: certificates in PEM, the signing one first; `key`: its private key in PEM."""

    chain: bytes
    key: bytes

    @property
    def algorithm(self) -> str:
        key = serialization.load_pem_private_key(self.key, None)
        match key:
            case ec.EllipticCurvePrivateKey():
                return ALGORITHMS[key.curve.name]
            case ed25519.Ed25519PrivateKey():
                return "ed25519"
            case rsa.RSAPrivateKey():
                return "ps256"
        raise NoCertificate(
            Message(gettext_noop("The key of the audio certificate should be ECDSA, Ed25519 or RSA."))
        )


def certificate(chain: Path, key: Path) -> Certificate:
    """The operator's own, from two PEM files. Raises NoCertificate."""
    try:
        found = Certificate(chain.read_bytes(), key.read_bytes())
        x509.load_pem_x509_certificates(found.chain)
        _ = found.algorithm
    except OSError as error:
        facts = {"file": str(error.filename), "cause": str(error.strerror)}
        raise NoCertificate(Message(gettext_noop("%(file)s cannot be read (%(cause)s)."), facts)) from None
    except (ValueError, TypeError, KeyError):
        said = gettext_noop("%(chain)s and %(key)s should be a certificate and its key without password, in PEM.")
        raise NoCertificate(Message(said, {"chain": str(chain), "key": str(key)})) from None
    return found


def own(folder: Path, paper: str) -> Certificate:
    """The one that the site made for itself, made now where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    both = folder / "audio-certificate.pem"
    if not both.exists():
        made = _made(paper)
        new = both.with_name(f".{both.name}.{os.getpid()}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made.key + made.chain)
        try:
            os.link(new, both)  # the first of several processes wins
        except FileExistsError:
            pass
        finally:
            new.unlink()
    words = both.read_bytes()
    border = words.index(b"-----BEGIN CERTIFICATE")
    return Certificate(words[border:], words[:border])


def _made(paper: str) -> Certificate:
    """A key, and a certificate for it by an authority that exists for that one signature (C2PA takes none that signed
    itself)."""
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name(f"{paper}: its own authority", paper)
    usage = x509.KeyUsage(True, *[False] * 8)
    root = (
        _begun(issuer, issuer, authority.public_key(), authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(False, False, False, False, False, True, False, False, False), critical=True)
        .sign(authority, hashes.SHA256())
    )
    leaf = (
        _begun(_name(paper, paper), issuer, key.public_key(), authority.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return Certificate(
        leaf.public_bytes(pem) + root.public_bytes(pem),
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def _name(common: str, organisation: str) -> x509.Name:
    pairs = ((NameOID.COMMON_NAME, common), (NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([x509.NameAttribute(kind, words[:64] or "Paper") for kind, words in pairs])


def _begun(subject: x509.Name, issuer: x509.Name, key: Any, signer: Any) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def mark(plain: Path, marked: Path, title: str, source: SourceType, signed: Certificate) -> None:
    """`marked` becomes `plain` with the manifest in it. Nothing may be written to it afterwards."""
    c2pa = import_module("c2pa")
    signer = c2pa.C2paSignerInfo(signed.algorithm, signed.chain, signed.key, None)
    action = {"action": "c2pa.created", "digitalSourceType": VOCABULARY + SOURCES[source]}
    manifest = {
        "claim_generator_info": [{"name": "Broadsheet", "version": __version__}],
        "title": title,
        "format": MP3,
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }
    with (
        c2pa.Signer.from_info(signer) as writer,
        c2pa.Builder(json.dumps(manifest)) as builder,
        plain.open("rb") as source_file,
        marked.open("w+b") as file,
    ):
        builder.sign(writer, MP3, source_file, file)


@dataclass(frozen=True)
class Verdict:
    """`state`: "whole"; "changed": the file is not what was signed; "none": it has no marking; "no sound": no MP3.
    `source` is the IPTC digital source type, `by` who signed, `at` when by the signer's own clock."""

    state: Literal["whole", "changed", "none", "no sound"]
    source: str = ""
    by: str = ""


def verify(path: Path) -> Verdict:
    """Raises OSError where the file cannot be read. Whose certificate it is says nothing here: only that nothing was
    changed since it was signed."""
    c2pa = import_module("c2pa")
    with path.open("rb") as file:
        head = file.read(3)
        if head[:3] != b"ID3" and not (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0):
            return Verdict("no sound")
        file.seek(0)
        try:
            with c2pa.Reader(MP3, file) as reader:
                state, manifest = reader.get_validation_state(), reader.get_active_manifest() or {}
        except c2pa.C2paError.ManifestNotFound:
            return Verdict("none")
        except c2pa.C2paError:
            return Verdict("changed")
    by = str((manifest.get("signature_info") or {}).get("issuer") or "")
    return Verdict("whole" if state in {"Valid", "Trusted"} else "changed", _source(manifest), by)


def _source(manifest: dict[str, Any]) -> str:
    for assertion in manifest.get("assertions", []):
        for action in assertion.get("data", {}).get("actions", []) if "actions" in assertion["label"] else ():
            if action.get("digitalSourceType"):
                return str(action["digitalSourceType"]).rsplit("/", 1)[-1]
    return ""
