"""Other machines that keep backups, on this one: an SSH server and an S3 server of the tests' own."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.parts import find
from tests.postgres import free_port
from tests.sites import until

CONFIG = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {place}/host
AuthorizedKeysFile {place}/authorized
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
"""


@contextmanager
def ssh_server(place: Path, public: str, port: int = 0) -> Iterator[str]:
    """`user@127.0.0.1:port`, for whoever has the key of `public`, and for nothing but sftp. Each has its own key."""
    program, port = find("sshd"), port or free_port()
    assert program is not None
    place.mkdir()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", place / "host"], check=True)
    (place / "authorized").write_text(f'restrict,command="internal-sftp" {public}\n')
    (place / "config").write_text(CONFIG.format(port=port, place=place))
    Path("/run/sshd").mkdir(exist_ok=True)
    with subprocess.Popen([program, "-D", "-e", "-f", place / "config"], stderr=subprocess.PIPE) as server:
        try:
            until(lambda: _answers(port) or server.poll() is not None, 60)
            assert server.poll() is None, server.stderr and server.stderr.read().decode()
            yield f"{getpass.getuser()}@127.0.0.1:{port}"
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    done = subprocess.run(
        ["ssh-keyscan", "-T", "1", "-p", str(port), "127.0.0.1"], capture_output=True, check=False, text=True
    )
    return bool(done.stdout)


@contextmanager
def s3_server(bucket: str) -> Iterator[str]:
    """Where it listens."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as server:
        try:
            until(lambda: _made(port, bucket), 60, every=0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _made(port: int, bucket: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("PUT", f"/{bucket}")
        return connection.getresponse().status == 200
    except OSError:
        time.sleep(0.1)
        return False
    finally:
        connection.close()
