"""The commands of docs/running/README.md bring a paper online over HTTPS, as far as a machine without the Internet
shows: a certificate authority of our own, Debian's certbot and nginx, and the files that `install-service` writes."""

from __future__ import annotations

import http.client
import re
import shlex
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from broadsheet.running.services import CHALLENGES, Service
from broadsheet.running.tests.behind_nginx import nginx_with
from tests.installing.authority import Authority, authority
from tests.postgres import free_port
from tests.sites import ROOT, Site, broadsheet, clean_environment

pytestmark = [pytest.mark.slow, pytest.mark.part("nginx", "certbot", "pebble")]

GUIDE = (ROOT / "docs/running/README.md").read_text(encoding="utf-8")
NOT_RUN = {"apt", "git", "python3", "cd", "ln"}
"""They need the Internet, or a machine that is one's own."""


def commands() -> list[list[str]]:
    """The guide's first block."""
    block = re.search(r"\n\n((?:    .+\n)+)", GUIDE)
    assert block
    return [shlex.split(line) for line in block[1].splitlines()]


def test_ten_commands_are_enough() -> None:
    assert len(commands()) <= 10
    assert {words[0] for words in commands()} == NOT_RUN | {"broadsheet", "certbot"}


def test_the_guides_commands_bring_a_paper_online_over_https(nginx: Path, tmp_path: Path) -> None:
    listen = (f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}")
    (root := tmp_path / "root").mkdir()
    certificates = root / "etc/letsencrypt"
    init, user, before, certbot, after = [words for words in commands() if words[0] not in NOT_RUN]
    assert before == after == ["broadsheet", "install-service", "--site", "/srv/ledger", "--write"]
    _run(broadsheet(*_here(init, tmp_path)[1:]))
    answers = ["ada", "ada@ledger.example", *2 * ["high tide at seven 9"]]
    assert "ada can sign in" in _run(broadsheet(*_here(user, tmp_path)[1:]), "\n".join(answers))
    with Site(tmp_path / "srv/ledger") as site:
        site.environment["BROADSHEET_PORT"] = str(site.port)
        plain = _service(site, certificates, listen)
        assert plain.certificate is None
        port = int(listen[0].partition(":")[2])
        with authority(tmp_path / "authority", port) as signer:
            with nginx_with(nginx, plain, root):
                _run(_certbot(certbot, signer, root), REQUESTS_CA_BUNDLE=str(signer.trust))
                trust = signer.root(tmp_path / "root.pem")
            assert (root / "reloaded").exists(), "the hook by which nginx takes a new certificate was not run"
            secured = _service(site, certificates, listen)
            assert secured.certificate is not None
            assert (secured.www, secured.www_secure) == ("www.ledger.example", False)
            with nginx_with(nginx, secured, root):
                site.serve()
                site.well()
                status, page = _over_https(listen[1], trust, "/")
                assert (status, "The Mirna Bay Ledger" in page) == (200, True)
                assert _over_https(listen[1], trust, "/desk/login/")[0] == 200
                _renewed(secured.certificate[0], signer, root)
            with nginx_with(nginx, secured, root):  # as its reload
                assert _over_https(listen[1], trust, "/")[0] == 200


def _renewed(certificate: Path, signer: Authority, root: Path) -> None:
    """As certbot's timer does it later, by what certbot has noted, while everything is served over HTTPS."""
    before = certificate.read_bytes()
    (root / "reloaded").unlink()
    words = ["certbot", "renew", "-n", "--force-renewal", "--no-random-sleep-on-renew", *_folders(root)]
    _run(words, REQUESTS_CA_BUNDLE=str(signer.trust))
    assert certificate.read_bytes() != before
    assert (root / "reloaded").exists(), "the hook was not kept for renewals"


def _here(words: list[str], place: Path) -> list[str]:
    """The same command with the machine's folders below `place`."""
    return [f"{place}{word}" if word.startswith("/srv/") else word for word in words]


def _run(command: list[str], answers: str = "", **environment: str) -> str:
    done = subprocess.run(
        command,
        env=clean_environment(**environment),
        input=answers,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def _certbot(words: list[str], signer: Authority, root: Path) -> list[str]:
    """The guide's command, for an authority and folders of the test's own, and with nobody to answer questions."""
    hook, webroot = words.index("--deploy-hook") + 1, words.index("-w") + 1
    assert (words[hook], words[webroot]) == ("systemctl reload nginx", str(CHALLENGES))
    words = [*words]
    words[hook], words[webroot] = f"touch {root}/reloaded", f"{root}{CHALLENGES}"
    agreed = ["-n", "--agree-tos", "--register-unsafely-without-email"]
    return [*words, "--server", signer.directory, *_folders(root), *agreed]


def _folders(root: Path) -> list[str]:
    places = {"config": root / "etc/letsencrypt", "work": root / "work", "logs": root / "logs"}
    return [word for name, place in places.items() for word in (f"--{name}-dir", str(place))]


def _service(site: Site, certificates: Path, listen: tuple[str, str]) -> Service:
    """As the command has it, on addresses of the test's own."""
    found = site.inside("tests.installing.inside:service", site=str(site.folder), certificates=f"{certificates}/live")
    paths = {name: Path(found[name]) for name in ("site", "program")}
    pair = tuple(map(Path, found["certificate"])) or None
    names = tuple(found["server_names"])
    assert (found["name"], names) == ("ledger", ("ledger.example",))
    assert "The Mirna Bay Ledger" in found["away"]
    plain = {"certificate": pair, "server_names": names, "writes": (), "proxies": (), "listen": listen}
    return Service(**{**found, **paths, **plain})


def _over_https(address: str, trust: Path, path: str) -> tuple[int, str]:
    """As a browser asks that trusts the authority."""
    host, _, port = address.partition(":")
    context = ssl.create_default_context(cafile=str(trust))
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    connection.sock = context.wrap_socket(
        socket.create_connection((host, int(port)), timeout=30), server_hostname="ledger.example"
    )
    try:
        connection.request("GET", path, headers={"Host": "ledger.example"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
