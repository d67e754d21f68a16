"""Debian's Postfix as a relay that takes mail for mirna.example by STARTTLS and password alone, and puts it into a
maildir: an instance of its own, in a folder and on a port of its own. It needs root, as every Postfix does."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from broadsheet.newsletters.tests.relays import certificate
from tests.parts import find
from tests.postgres import free_port
from tests.sites import until

USER, PASSWORD = "cleo", "tide tables 9"
MAIN = """
compatibility_level = 3.6
queue_directory = {place}/queue
data_directory = {place}/data
maillog_file = {place}/log/mail
maillog_file_prefixes = {place}
mail_owner = postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
alias_maps =
alias_database =
mynetworks =
local_recipient_maps =
virtual_mailbox_domains = mirna.example
virtual_mailbox_base = {place}
virtual_mailbox_maps = static:mail/
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {place}/relay.pem
smtpd_tls_key_file = {place}/relay.key
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = relay
smtpd_sasl_local_domain = relay.example
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
tlsmgr unix - - n 1000? 1 tlsmgr
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""
SASL = """
pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN
sasldb_path: {place}/sasldb
"""


@dataclass(frozen=True)
class Postfix:
    port: int
    place: Path
    trusted: Path
    """Of a client that trusts its certificate."""

    def mails(self) -> list[bytes]:
        """What it delivered, with CRLF as on the wire, in no order."""
        folder = self.place / "mail" / "new"
        found = sorted(folder.iterdir()) if folder.exists() else []
        return [each.read_bytes().replace(b"\n", b"\r\n") for each in found]

    def log(self) -> str:
        return (self.place / "log" / "mail").read_text()[-3000:]


@contextmanager
def running() -> Iterator[Postfix]:
    if os.geteuid() != 0:
        pytest.skip("Postfix starts as root alone")
    with tempfile.TemporaryDirectory(prefix="postfix-", dir="/tmp") as made:
        place, port = Path(made), free_port()
        place.chmod(0o755)
        trusted = _furnish(place, port)
        _postfix(place, "start")
        try:
            until(lambda: (place / "queue" / "pid" / "master.pid").exists())
            yield Postfix(port, place, trusted)
        finally:
            _postfix(place, "stop")


def _furnish(place: Path, port: int) -> Path:
    owner = pwd.getpwnam("postfix")
    for folder in ("config/sasl", "queue", "data", "log", "mail"):
        (place / folder).mkdir(parents=True)
    for folder in ("data", "mail"):
        os.chown(place / folder, owner.pw_uid, owner.pw_gid)
    names = {"place": place, "port": port, "uid": owner.pw_uid, "gid": owner.pw_gid}
    (place / "config" / "main.cf").write_text(MAIN.format(**names))
    (place / "config" / "master.cf").write_text(MASTER.format(**names))
    (place / "config" / "sasl" / "relay.conf").write_text(SASL.format(**names))
    command = ["saslpasswd2", "-p", "-c", "-f", str(place / "sasldb"), "-u", "relay.example", USER]
    _run([str(find("saslpasswd2")), *command[1:]], given=f"{PASSWORD}\n")
    shutil.chown(place / "sasldb", "postfix")
    _, trusted = certificate(place)
    return trusted


def _postfix(place: Path, verb: str) -> None:
    _run([str(find("postfix")), "-c", str(place / "config"), verb])


def _run(command: list[str], given: str = "") -> None:
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
