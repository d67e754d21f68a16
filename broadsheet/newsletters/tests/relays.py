"""A relay that follows a script, for what the sink cannot be made to do: TLS, passwords, and lies."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Script = list[tuple[str, str]]
"""(the beginning of what is expected, what is answered); "." expects a message's end; "TLS" goes over to it."""
HELLO: Script = [("", "220 here"), ("EHLO", "250-here\r\n250 PIPELINING")]


class Scripted(threading.Thread):
    """Serves one connection by its script, then hangs up."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None, *, tls_first: bool = False) -> None:
        super().__init__(daemon=True)
        self.heard: list[bytes] = []
        self.wrong: list[str] = []
        self._script, self._context, self._tls_first = script, context, tls_first
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def run(self) -> None:
        with self._listening:
            connection, _ = self._listening.accept()
        connection.settimeout(5)
        with ExitStack() as stack:
            stack.callback(connection.close)
            try:
                self._serve(connection, stack)
            except OSError as error:
                self.wrong.append(str(error))

    def _serve(self, connection: socket.socket, stack: ExitStack) -> None:
        if self._tls_first:
            connection = stack.enter_context(self._encrypted(connection))
        file = stack.enter_context(connection.makefile("rb"))
        for expected, answer in self._script:
            if expected == ".":
                self.heard.append(_message(file))
            elif expected:
                line = file.readline()
                self.heard.append(line)
                if not line.startswith(expected.encode()):
                    self.wrong.append(f"{line!r} is not {expected}")
            if answer:
                connection.sendall(f"{answer}\r\n".encode())
            if expected == "STARTTLS":
                connection = stack.enter_context(self._encrypted(connection))
                file = stack.enter_context(connection.makefile("rb"))

    def _encrypted(self, connection: socket.socket) -> ssl.SSLSocket:
        assert self._context is not None
        return self._context.wrap_socket(connection, server_side=True)


def _message(file: BinaryIO) -> bytes:
    """Up to its end, with that."""
    found = b""
    for line in file:
        found += line
        if line == b".\r\n":
            break
    return found


@contextmanager
def scripted(script: Script, context: ssl.SSLContext | None = None, *, tls_first: bool = False) -> Iterator[Scripted]:
    server = Scripted(script, context, tls_first=tls_first)
    server.start()
    yield server
    server.join(10)
    assert not server.is_alive()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """(the server's context, a file that a client can trust it by), for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "relay.pem", folder / "relay.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem, secret)
    return server, pem
