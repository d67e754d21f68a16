"""A recording says for machines how it was made, and any change after that shows."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from broadsheet.narration.engines.base import SourceType, Voice
from broadsheet.narration.sound import marking
from broadsheet.narration.sound.rendering import Places, Script, render
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests.scripts import TAGS, story


@pytest.fixture
def recording(places: Places, studio: Studio, certificate: marking.Certificate, espeak: Voice) -> Path:
    return render(Script(story().sentences[:2], TAGS), espeak, places, studio, certificate).mp3


@pytest.mark.parametrize(
    ("source", "said"), [("trained", "trainedAlgorithmicMedia"), ("algorithmic", "algorithmicMedia")]
)
def test_the_source_is_written_into_it(
    tmp_path: Path, certificate: marking.Certificate, source: SourceType, said: str
) -> None:
    plain, marked = tmp_path / "plain.mp3", tmp_path / "marked.mp3"
    plain.write_bytes((b"\xff\xfb\x50\xc4" + bytes(204)) * 50)
    marking.mark(plain, marked, "A story", source, certificate)
    assert marking.verify(marked) == marking.Verdict("whole", said, "The Mirna Bay Ledger")
    assert marked.stat().st_size - plain.stat().st_size < 8000


def test_a_recording_is_marked_last(recording: Path) -> None:
    assert marking.verify(recording) == marking.Verdict("whole", "algorithmicMedia", "The Mirna Bay Ledger")


def test_any_change_shows(recording: Path, tmp_path: Path) -> None:
    data = recording.read_bytes()
    changed = tmp_path / "changed.mp3"
    title = data.index(b"TIT2")
    for other in (
        data[:-1000] + bytes([data[-1000] ^ 1]) + data[-999:],
        data[: len(data) // 2],
        data + b"TAG" + bytes(125),
        data[: title + 12] + b"h" + data[title + 13 :],
        data.replace(b"algorithmicMedia", b"digitalCreation!"),
    ):
        assert other != data
        changed.write_bytes(other)
        assert marking.verify(changed).state == "changed"


def test_the_sites_own_certificate_is_made_once_and_kept_secret(tmp_path: Path) -> None:
    first = marking.own(tmp_path / "marking", "The Mirna Bay Ledger")
    assert marking.own(tmp_path / "marking", "Another Name") == first
    (file,) = (tmp_path / "marking").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    leaf = x509.load_pem_x509_certificates(first.chain)[0]
    assert (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days > 19 * 365


@pytest.mark.parametrize("paper", ["Морська газета", "A" * 200, ""])
def test_a_paper_of_any_name_has_a_certificate(tmp_path: Path, paper: str) -> None:
    plain = tmp_path / "plain.mp3"
    plain.write_bytes((b"\xff\xfb\x50\xc4" + bytes(204)) * 50)
    marking.mark(plain, tmp_path / "marked.mp3", "A story", "trained", marking.own(tmp_path / "m", paper))
    assert marking.verify(tmp_path / "marked.mp3").state == "whole"


def test_the_operators_certificate_is_taken(tmp_path: Path) -> None:
    own = marking.own(tmp_path / "m", "Another Paper")
    (tmp_path / "chain.pem").write_bytes(own.chain)
    (tmp_path / "key.pem").write_bytes(own.key)
    assert marking.certificate(tmp_path / "chain.pem", tmp_path / "key.pem") == own
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert marking.Certificate(own.chain, key).algorithm == "ps256"


def test_a_certificate_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_text("nothing")
    with pytest.raises(marking.NoCertificate, match=r"key\.pem cannot be read \(No such file or directory\)\."):
        marking.certificate(tmp_path / "chain.pem", tmp_path / "key.pem")
    (tmp_path / "key.pem").write_text("nothing")
    with pytest.raises(marking.NoCertificate, match="should be a certificate and its key without password, in PEM"):
        marking.certificate(tmp_path / "chain.pem", tmp_path / "key.pem")
