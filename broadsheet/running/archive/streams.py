"""What the bytes of an archive pass: Zstandard, and age (age-encryption.org/v1) where there are recipients.

Both are formats that other programs read: `age -d -i KEY FILE | zstd -d | tar -x` opens an archive without us.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyrage
import zstandard

LEVEL = 3  # of Zstandard: pictures and sound are compressed already, and a server has other work
AGE = b"age-encryption.org/"
ZSTD = b"\x28\xb5\x2f\xfd"
BUFFER = 1 << 18  # bytes


class Broken(Exception):
    """The archive cannot be used; the message is the one sentence to show."""


@contextmanager
def packing(file: BinaryIO, recipients: Sequence[str]) -> Iterator[BinaryIO]:
    """Something to write plain bytes to; `file` gets the archive. Nothing of it is whole before the end."""
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    with _sealing(file, recipients) as sealed, compressor.stream_writer(sealed, closefd=False) as squeezed:
        yield squeezed


@contextmanager
def _sealing(file: BinaryIO, recipients: Sequence[str]) -> Iterator[BinaryIO]:
    if not recipients:
        yield file
        return
    known = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    with _piped(lambda reader: pyrage.encrypt_io(reader, file, known)) as writer:
        yield writer


@contextmanager
def _piped(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """Something to write to, whose other end a thread reads."""
    out, into = os.pipe()
    with os.fdopen(into, "wb", BUFFER) as writer, ThreadPoolExecutor(1) as pool:

        def read() -> None:
            with os.fdopen(out, "rb", BUFFER) as reader:
                work(reader)

        done = pool.submit(read)
        try:
            yield writer
            writer.close()
        except BrokenPipeError:
            pass  # the thread says why
        finally:
            _close(writer)
        done.result()


def _close(writer: BinaryIO) -> None:
    with suppress(BrokenPipeError):
        writer.close()


@contextmanager
def unpacking(path: Path, identities: Sequence[str]) -> Iterator[BinaryIO]:
    """The plain bytes of the archive, to be read within `told(path)`. Raises OSError."""
    with path.open("rb") as file:
        begins = file.read(len(AGE))
        file.seek(0)
        if begins == AGE and not identities:
            raise Broken(f"{path} is encrypted: name the file with its key (--key FILE).")
        if begins != AGE and not begins.startswith(ZSTD):
            raise Broken(f"{path} is no backup of Broadsheet.")
        with _unsealing(file, identities if begins == AGE else ()) as plain:
            yield _Unsqueezed(plain)  # type: ignore[misc]  # only `read` is asked for


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Whatever shows while an archive is read that it is damaged, in one sentence: Broken."""
    try:
        yield
    except pyrage.DecryptError:
        raise Broken(f"{path} cannot be opened by this key, or is damaged.") from None
    except (zstandard.ZstdError, tarfile.TarError):
        raise Broken(f"{path} is damaged: take another backup.") from None


class _Unsqueezed:
    """The one frame of a file. Unlike zstandard's own reader it says when the end is missing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._frame, self._ready = file, zstandard.ZstdDecompressor().decompressobj(), b""

    def read(self, size: int) -> bytes:
        """Raises ZstdError where it is damaged."""
        while len(self._ready) < size:
            data = self._file.read(BUFFER)
            if not data:
                if not self._frame.eof:
                    raise zstandard.ZstdError("cut off")
                break
            if self._frame.eof:
                raise zstandard.ZstdError("more than one frame")
            self._ready += self._frame.decompress(data)
        if self._frame.unused_data:
            raise zstandard.ZstdError("something behind the frame")
        given, self._ready = self._ready[:size], self._ready[size:]
        return given


@contextmanager
def _unsealing(file: BinaryIO, identities: Sequence[str]) -> Iterator[BinaryIO]:
    if not identities:
        yield file
        return
    keys = [pyrage.x25519.Identity.from_str(one) for one in identities]
    out, into = os.pipe()
    with os.fdopen(out, "rb", BUFFER) as reader, ThreadPoolExecutor(1) as pool:

        def write() -> None:
            with os.fdopen(into, "wb", BUFFER) as writer:
                pyrage.decrypt_io(file, writer, keys)

        done = pool.submit(write)
        try:
            yield reader
        except BaseException:
            reader.close()  # so that the thread ends
            done.exception()
            if isinstance(error := done.exception(), pyrage.DecryptError):
                raise error from None
            raise
        done.result()


def new_key() -> tuple[str, str]:
    """(the key that opens, to be kept elsewhere; the recipient that closes, for broadsheet.toml)"""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def read_keys(path: Path) -> list[str]:
    """The keys in a file, one a line, as `age-keygen` writes it too. Raises Broken, OSError."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    for key in keys:
        try:
            pyrage.x25519.Identity.from_str(key)
        except pyrage.IdentityError:
            keys = []
    if not keys:
        raise Broken(f"{path} holds no key: it should have a line that begins with AGE-SECRET-KEY-.")
    return keys
