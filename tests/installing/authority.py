"""A certificate authority of the tests' own: Let's Encrypt's test server (Debian's `pebble`) and its DNS."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broadsheet.newsletters.tests.relays import certificate
from tests.postgres import free_port
from tests.sites import until


@dataclass(frozen=True)
class Authority:
    """`directory` is where ACME begins; `trust` its own server's certificate, `management` where its roots are."""

    directory: str
    management: str
    trust: Path

    def root(self, place: Path) -> Path:
        """The certificate with which it signs, in a file."""
        context = ssl.create_default_context(cafile=str(self.trust))
        with urllib.request.urlopen(f"{self.management}/roots/0", context=context, timeout=10) as answer:
            place.write_bytes(answer.read())
        return place


@contextmanager
def authority(place: Path, plain: int) -> Iterator[Authority]:
    """For it every name is this machine, where it asks on the port `plain` in place of 80."""
    place.mkdir()
    _, trust = certificate(place)
    listen, management, dns, unused = (free_port() for _ in range(4))
    config = {
        "listenAddress": f"127.0.0.1:{listen}",
        "managementListenAddress": f"127.0.0.1:{management}",
        "certificate": str(place / "relay.pem"),
        "privateKey": str(place / "relay.key"),
        "httpPort": plain,
        "tlsPort": unused,
        "ocspResponderURL": "",
    }
    (place / "pebble.json").write_text(json.dumps({"pebble": config}))
    names = ["pebble-challtestsrv", "-dns01", f"127.0.0.1:{dns}", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""]
    names += ["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", f"127.0.0.1:{unused}"]
    signs = ["pebble", "-strict", "-config", str(place / "pebble.json"), "-dnsserver", f"127.0.0.1:{dns}"]
    environment = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0", "PEBBLE_AUTHZREUSE": "0"}
    with (place / "log").open("w") as log:
        programs = [
            subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            for command in (names, signs)
        ]
        made = Authority(f"https://127.0.0.1:{listen}/dir", f"https://127.0.0.1:{management}", trust)
        try:
            until(lambda: _answers(made), 60, told=(place / "log").read_text)
            yield made
        finally:
            for program in programs:
                program.terminate()
                program.wait(20)


def _answers(made: Authority) -> bool:
    try:
        context = ssl.create_default_context(cafile=str(made.trust))
        with urllib.request.urlopen(made.directory, context=context, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
