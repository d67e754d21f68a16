"""nginx does with the site that is written for it what readers and operators are promised."""

from __future__ import annotations

import http.client
import json
import socket
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from broadsheet.newsletters.tests.relays import certificate
from broadsheet.press.folder import Folder, pack
from broadsheet.running import installing, services
from broadsheet.running.services import Service
from broadsheet.running.tests.behind_nginx import ask, nginx_with
from broadsheet.running.tests.conftest import PAGE
from tests.postgres import free_port
from tests.sites import until

pytestmark = pytest.mark.part("nginx")


def test_nginx_serves_plates_over_https_and_says_nothing_of_readers(
    service: Service, nginx: Path, tmp_path: Path
) -> None:
    ports = (f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}")
    _, trust = certificate(tmp_path)
    pair = (tmp_path / "relay.pem", tmp_path / "relay.key")
    brotli = services.nginx.has_brotli()
    secured = replace(
        service, listen=ports, certificate=pair, brotli=brotli, http2_listen=not installing.nginx_knows_http2_on()
    )
    (place := tmp_path / "root").mkdir()
    (place / "var/lib/broadsheet-acme/.well-known/acme-challenge").mkdir(parents=True)
    (place / "var/lib/broadsheet-acme/.well-known/acme-challenge/word").write_text("of the certificate authority")
    with nginx_with(nginx, secured, place):
        assert ask(secured, "/ferry/", secure=True, trust=trust) == (200, "", PAGE)
        assert ask(secured, "/old/", secure=True, trust=trust)[:2] == (301, "/ferry/")
        assert ask(secured, "/ferry/?a=1", secure=False)[:2] == (301, "https://127.0.0.1/ferry/?a=1")
        assert ask(secured, "/.well-known/acme-challenge/word", secure=False)[2] == "of the certificate authority"
        assert ask(secured, "/newsletters/confirm/a-secret/?token=b", secure=True, trust=trust)[0] == 503
        log = place / "var/log/broadsheet/ledger.access.log"
        until(lambda: log.read_text().count("\n") >= 3, 10)
    said = log.read_text()
    assert '"path":"/ferry/"' in said
    assert '"path":"/newsletters/…"' in said
    assert [word for word in ("127.0.0.1", "secret", "token") if word in said] == []


@pytest.mark.parametrize(("kept", "address"), [("none", ""), ("network", "127.0.0.0"), ("full", "127.0.0.1")])
def test_the_log_keeps_of_an_address_what_the_operator_allows(
    service: Service, nginx: Path, tmp_path: Path, kept: str, address: str
) -> None:
    plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), log_addresses=kept)
    assert ('error.log" emerg;' in services.web_site(plain)) is (kept != "full")
    (place := tmp_path / "root").mkdir()
    with nginx_with(nginx, plain, place):
        assert ask(plain, "/ferry/", secure=False)[0] == 200
        log = place / "var/log/broadsheet/ledger.access.log"
        until(lambda: log.read_text(), 10)
    assert f'"from":"{address}"' in log.read_text()


def test_pages_that_nginx_serves_from_disk_are_told_without_their_readers(
    service: Service, nginx: Path, tmp_path: Path
) -> None:
    plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""))
    (place := tmp_path / "root").mkdir()
    log = place / f"var/log/broadsheet/{services.opened_pages(plain).name}"
    phone, forum = {"User-Agent": "Mozilla/5.0 (a telephone)"}, {"Referer": "https://forum.example:8443/a?b=secret"}
    with nginx_with(nginx, plain, place):
        for path, headers in (
            ("/ferry/?to=ada", {**phone, **forum}),
            ("/ferry/", {"DNT": "1", **forum}),
            ("/ferry/", {"Sec-Fetch-Dest": "document"}),
            ("/ferry/", {"Sec-Purpose": "prefetch"}),
            ("/ferry/", {"Sec-Fetch-Dest": "empty"}),
            ("/no-page/", phone),
            ("/old/", phone),
            ("/desk/", phone),
            ("/newsletters/confirm/a-secret/", phone),
        ):
            ask(plain, path, secure=False, **headers)
        until(lambda: log.read_text().count("\n") >= 4, 60)
    said = [json.loads(line) for line in log.read_text().splitlines()][1:]  # the first asked whether nginx is there
    assert [(line["path"], line["from"], line["agent"], line["quiet"]) for line in said] == [
        ("/ferry/", "forum.example:8443", phone["User-Agent"], ""),
        ("/ferry/", "", "", "1"),
        ("/ferry/", "", "", ""),
    ]
    assert {"at", "path", "from", "agent", "quiet", "visit"} == set(said[0])
    assert [word for word in ("127.0.0.1", "secret", "ada") if word in log.read_text()] == []


def test_who_sends_a_form_while_our_server_is_away_gets_a_page(service: Service, nginx: Path, tmp_path: Path) -> None:
    page = "<!doctype html><title>Later</title>"
    Folder(service.site / "press").put("/404.html", pack(b"There is no such page.", ".html"))
    plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), away=page)
    (place := tmp_path / "root").mkdir()
    with nginx_with(nginx, plain, place):
        for method in ("GET", "POST"):
            connection = http.client.HTTPConnection("127.0.0.1", int(plain.listen[0].rpartition(":")[2]), timeout=5)
            connection.request(method, "/newsletters/subscribe/", body=b"a=b" if method == "POST" else None)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            assert (answer.status, answer.read().decode()) == (503, page)
            assert (told["retry-after"], told["cache-control"]) == ("30", "no-store")
            assert told["content-type"].startswith("text/html")
            assert told["content-security-policy"]
            connection.close()
        assert ask(plain, "/.broadsheet/away.html", secure=False)[0] == 404


def test_the_name_with_www_leads_to_the_one_without(service: Service, nginx: Path, tmp_path: Path) -> None:
    port = free_port()
    _, trust = certificate(tmp_path)
    named = replace(service, server_names=("ledger.example",), www="www.ledger.example")
    plain = replace(named, listen=(f"127.0.0.1:{port}", ""))
    (place := tmp_path / "root").mkdir()
    with nginx_with(nginx, plain, place):
        found = ask(plain, "/ferry/?a=1", secure=False, Host="www.ledger.example")
        assert found[:2] == (301, "http://ledger.example/ferry/?a=1")
        assert ask(plain, "/ferry/", secure=False, Host="ledger.example")[0] == 200
    pair = (tmp_path / "relay.pem", tmp_path / "relay.key")
    ports = (f"127.0.0.1:{port}", f"127.0.0.1:{free_port()}")
    secured = replace(named, listen=ports, certificate=pair, www_secure=True)
    secured = replace(secured, http2_listen=not installing.nginx_knows_http2_on())
    with nginx_with(nginx, secured, place):
        for secure in (False, True):
            found = ask(secured, "/ferry/?a=1", secure=secure, trust=trust, Host="www.ledger.example")
            assert found[:2] == (301, "https://ledger.example/ferry/?a=1")
        assert ask(secured, "/ferry/", secure=True, trust=trust, Host="ledger.example") == (200, "", PAGE)


def test_what_stands_before_nginx_is_believed_only_when_it_is_named(
    service: Service, nginx: Path, tmp_path: Path
) -> None:
    (place := tmp_path / "root").mkdir()
    log = place / "var/log/broadsheet/ledger.access.log"
    for proxies, address in (((), "127.0.0.1"), (("127.0.0.0/8",), "198.51.100.7")):
        plain = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), log_addresses="full", proxies=proxies)
        with nginx_with(nginx, plain, place):
            ask(plain, "/ferry/", secure=False, **{"X-Forwarded-For": "198.51.100.7"})
            until(lambda address=address: f'"from":"{address}"' in log.read_text(), 10)


def test_one_address_takes_so_many_requests_at_once(service: Service, nginx: Path, tmp_path: Path) -> None:
    few = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), connections_each=2)
    (place := tmp_path / "root").mkdir()
    # a server that never answers holds each of them
    with socket.create_server(("127.0.0.1", service.port)), nginx_with(nginx, few, place), ExitStack() as stack:
        for _ in range(2):
            held = stack.enter_context(socket.create_connection(("127.0.0.1", int(few.listen[0].rpartition(":")[2]))))
            held.sendall(b"GET /desk/ HTTP/1.1\r\nHost: ledger.example\r\n\r\n")
        until(lambda: ask(few, "/ferry/", secure=False)[0] == 503, 10)
    assert "limit_conn" not in services.web_site(replace(service, connections_each=0))


@pytest.mark.parametrize(
    ("holding", "counted", "free"),
    [
        # the bytes of a line feed and of capitals, and zeros in the middle, which text would not show
        ("2001:db8:a0a:4142::1", "2001:db8:a0a:4142:ffff:1::7", "2001:db8:a0a:6162::1"),
        ("2001:db8::1", "2001:db8:0:0:1::1", "2001:db8:0:1::1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_of_ipv6_a_household_is_one_address(
    service: Service, nginx: Path, tmp_path: Path, holding: str, counted: str, free: str
) -> None:
    """nginx believes who stands before it, and that is us."""
    few = replace(service, listen=(f"127.0.0.1:{free_port()}", ""), connections_each=1, proxies=("127.0.0.1",))
    (place := tmp_path / "root").mkdir()
    port = int(few.listen[0].rpartition(":")[2])
    # a server that never answers holds it
    with socket.create_server(("127.0.0.1", service.port)), nginx_with(nginx, few, place), ExitStack() as stack:
        held = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        held.sendall(f"GET /desk/ HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {holding}\r\n\r\n".encode())
        until(lambda: ask(few, "/ferry/", secure=False, **{"X-Forwarded-For": counted})[0] == 503, 10)
        assert ask(few, "/ferry/", secure=False, **{"X-Forwarded-For": free})[0] == 200
