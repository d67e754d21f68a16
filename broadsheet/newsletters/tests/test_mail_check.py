"""The check of mail says what the DNS says, which record to add, and holds newsletters until it is there."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from broadsheet.kit import clock
from broadsheet.newsletters import readiness
from broadsheet.newsletters.checking import asking, keeping, renewing, report, spf
from broadsheet.newsletters.checking.asking import Asking
from broadsheet.newsletters.checking.looking import Finding, Setup, look
from broadsheet.newsletters.models import MailCheck, Newsletter
from broadsheet.newsletters.tests.cast import make_newsletter
from broadsheet.newsletters.tests.issue_desk import TEXT, said, screen, signed_in
from broadsheet.newsletters.tests.issues import make_issue
from broadsheet.newsletters.tests.name_server import NameServer, name_server

DOMAIN, RELAY, SELECTOR = "ledger.example", "mail.relay.example", "tide"
SETUP = Setup(DOMAIN, RELAY, SELECTOR, f"postmaster@{DOMAIN}")


def key(bits: int = 2048) -> str:
    public = generate_private_key(65537, bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


GOOD = key()


def txt(text: str) -> str:
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))


@pytest.fixture
def server() -> Iterator[NameServer]:
    """A domain at which nothing is missing."""
    with name_server() as made:
        made.say(RELAY, "A", "192.0.2.25")
        made.say("25.2.0.192.in-addr.arpa", "PTR", f"{RELAY}.")
        made.say(DOMAIN, "TXT", txt("other=1"), txt(f"v=spf1 a:{RELAY} -all"))
        made.say(f"{SELECTOR}._domainkey.{DOMAIN}", "TXT", txt(f"v=DKIM1; k=rsa; p={GOOD}"))
        made.say(f"_dmarc.{DOMAIN}", "TXT", txt("v=DMARC1; p=quarantine"))
        yield made


def found(server: NameServer, setup: Setup = SETUP) -> dict[str, Finding]:
    return {finding.what: finding for finding in look(setup, Asking(server.address))}


def test_when_nothing_is_missing_all_is_said_to_be_there(server: NameServer) -> None:
    assert {what: finding.passed for what, finding in found(server).items()} == dict.fromkeys(
        ("SPF", "DKIM", "DMARC", "PTR"), True
    )


def test_an_empty_zone_says_exactly_what_to_add(server: NameServer) -> None:
    server.zone.clear()
    told = found(server)
    assert told["SPF"].add == 'ledger.example. IN TXT "v=spf1 a:mail.relay.example ~all"'
    assert told["DKIM"].add.startswith('tide._domainkey.ledger.example. IN TXT "v=DKIM1; k=rsa; p=')
    assert told["DMARC"].add == (
        '_dmarc.ledger.example. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@ledger.example"'
    )
    assert not any(finding.passed for finding in told.values())


def test_what_is_to_be_added_makes_the_check_pass(server: NameServer) -> None:
    server.say(DOMAIN, "TXT", txt("v=spf1 ip4:198.51.100.0/24 -all"))
    line = found(server)["SPF"].add
    assert line == 'ledger.example. IN TXT "v=spf1 ip4:198.51.100.0/24 a:mail.relay.example -all"'
    server.say(DOMAIN, "TXT", line.partition("IN TXT ")[2])
    assert found(server)["SPF"].passed


@pytest.mark.parametrize(
    ("record", "passed"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", True),
        ("v=spf1 ip4:192.0.2.25 ~all", True),
        ("v=spf1 ip4:198.51.100.0/24 -all", False),
        ("v=spf1 -ip4:192.0.2.25 +all", False),
        ("v=spf1 +all", False),
        ("v=spf1 mx -all", True),
        ("v=spf1 include:list.relay.example -all", True),
        ("v=spf1 include:others.example -all", False),
        ("v=spf1 redirect=list.others.example", True),
        ("v=spf1 include:missing.example -all", False),
        ("v=spf1 include:loop.example -all", False),
        ("v=spf1 ip4:no -all", False),
        ("v=spf1 foo:bar -all", False),
        ("v=spf1 a:mail.relay.example/24 -all", True),
        ("V=SPF1 IP4:192.0.2.25 -ALL", True),
    ],
)
def test_spf_records(server: NameServer, record: str, passed: bool) -> None:
    server.say("list.others.example", "TXT", txt("v=spf1 ip4:192.0.2.25 -all"))
    server.say("others.example", "TXT", txt("v=spf1 ip4:203.0.113.1 -all"))
    server.say("list.relay.example", "TXT", txt("v=spf1 ip4:203.0.113.1 -all"))
    server.say("loop.example", "TXT", txt("v=spf1 include:loop.example -all"))
    server.say(DOMAIN, "TXT", txt(record))
    server.say(DOMAIN, "MX", "10 mail.relay.example.")
    assert found(server)["SPF"].passed is passed


def test_two_spf_records_are_none(server: NameServer) -> None:
    server.say(DOMAIN, "TXT", txt("v=spf1 -all"), txt(f"v=spf1 a:{RELAY} -all"))
    assert "2 SPF records" in found(server)["SPF"].words


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (f"v=DKIM1; p={GOOD}", "there is a key"),
        (f"k=rsa; p={GOOD}", "there is a key"),
        ("v=DKIM1; p=", "withdrawn"),
        (f"v=DKIM1; p={GOOD[:40]}", "cannot be read"),
        ("v=DKIM1; k=ed25519; p=" + base64.b64encode(b"k" * 32).decode(), "there is a key"),
        (f"v=DKIM2; p={GOOD}", "not one DKIM key"),
    ],
)
def test_dkim_records(server: NameServer, record: str, words: str) -> None:
    server.say(f"{SELECTOR}._domainkey.{DOMAIN}", "TXT", txt(record))
    finding = found(server)["DKIM"]
    assert words in finding.words
    assert finding.passed is (words == "there is a key")


def test_without_a_selector_it_says_where_to_give_one(server: NameServer) -> None:
    finding = found(server, Setup(DOMAIN, RELAY, "", "postmaster@ledger.example"))["DKIM"]
    assert not finding.passed
    assert "dkim_selector" in finding.words


def test_a_subdomain_has_the_policy_of_the_domain_above_it(server: NameServer) -> None:
    assert found(server, Setup(f"news.{DOMAIN}", RELAY, SELECTOR, "p@ledger.example"))["DMARC"].passed


@pytest.mark.parametrize(
    ("record", "passed"), [("v=DMARC1; p=none", True), ("v=DMARC1", False), ("v=DMARC1; p=x", False)]
)
def test_dmarc_records(server: NameServer, record: str, passed: bool) -> None:
    server.say(f"_dmarc.{DOMAIN}", "TXT", txt(record))
    assert found(server)["DMARC"].passed is passed


def test_an_address_without_a_name_is_advice_alone(server: NameServer) -> None:
    del server.zone["25.2.0.192.in-addr.arpa", "PTR"]
    assert (found(server)["PTR"].passed, found(server)["PTR"].advice) == (False, True)


def test_a_server_that_says_nothing_ends_the_question_and_not_the_check(
    server: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PER_QUESTION", 0.3)
    server.dumb.add(f"_dmarc.{DOMAIN}")
    server.broken.add(f"{SELECTOR}._domainkey.{DOMAIN}")
    begun = time.monotonic()
    told = found(server)
    assert time.monotonic() - begun < 5
    assert told["SPF"].passed
    assert "did not answer" in told["DMARC"].words
    assert "did not answer" in told["DKIM"].words


def test_a_record_that_leads_in_circles_ends(server: NameServer) -> None:
    server.say("loop.example", "TXT", txt("v=spf1 include:loop.example -all"))
    with pytest.raises(spf.Broken, match="more than 10 lookups"):
        spf.Judge(Asking(server.address)).result("x.example", "v=spf1 include:loop.example", "192.0.2.1")


# -- what is kept, and what is held


@pytest.fixture
def tide(db: None, settings: Any) -> Newsletter:
    settings.MAIL_URL = f"smtp+tls://{RELAY}:587"
    settings.CONFIG = settings.CONFIG.model_copy(update={"dkim_selector": SELECTOR})
    return make_newsletter()


def test_newsletters_are_held_until_the_check_passes(tide: Newsletter, server: NameServer) -> None:
    assert "never checked" in readiness.mail_is_ready(tide)
    spoken = server.zone.pop((f"_dmarc.{DOMAIN}", "TXT"))
    keeping.check(keeping.setups()[0], server.address)
    assert "found 1 thing missing" in readiness.mail_is_ready(tide)
    server.zone[f"_dmarc.{DOMAIN}", "TXT"] = spoken
    keeping.check(keeping.setups()[0], server.address)
    assert readiness.mail_is_ready(tide) == ""


def test_mail_that_is_signed_for_the_domain_goes_out_without_spf(tide: Newsletter, server: NameServer) -> None:
    server.say(DOMAIN, "TXT", txt("v=spf1 -all"))
    told = found(server)["SPF"]
    assert (told.passed, told.advice) == (False, True)
    keeping.check(keeping.setups()[0], server.address)
    assert readiness.mail_is_ready(tide) == ""
    del server.zone[f"{SELECTOR}._domainkey.{DOMAIN}", "TXT"]
    assert not found(server)["SPF"].advice
    keeping.check(keeping.setups()[0], server.address)
    assert "found 2 things missing" in readiness.mail_is_ready(tide)


@pytest.mark.parametrize(
    ("relay", "include"),
    [
        ("email-smtp.eu-west-1.amazonaws.com", "amazonses.com"),
        ("smtp.postmarkapp.com", "spf.mtasv.net"),
        ("smtp.office365.com", "spf.protection.outlook.com"),
    ],
)
def test_what_a_well_known_provider_wants_included_is_known(server: NameServer, relay: str, include: str) -> None:
    server.say(relay, "A", "198.51.100.7")
    server.say(include, "TXT", txt("v=spf1 ip4:203.0.113.0/24 -all"))
    setup = Setup(DOMAIN, relay, SELECTOR, "p@ledger.example")
    line = found(server, setup)["SPF"].add
    assert line == f'{DOMAIN}. IN TXT "v=spf1 a:{RELAY} include:{include} -all"'
    server.say(DOMAIN, "TXT", line.partition("IN TXT ")[2])
    assert found(server, setup)["SPF"].passed


def test_a_check_counts_for_the_relay_and_the_key_that_it_was_made_for(
    tide: Newsletter, server: NameServer, settings: Any
) -> None:
    keeping.check(keeping.setups()[0], server.address)
    assert readiness.mail_is_ready(tide) == ""
    config, url = settings.CONFIG, settings.MAIL_URL
    settings.MAIL_URL = "smtp+tls://smtp.others.example:587"
    assert "another mail server" in readiness.mail_is_ready(tide)
    settings.MAIL_URL, settings.CONFIG = url, config.model_copy(update={"dkim_selector": "ebb"})
    assert "another mail server" in readiness.mail_is_ready(tide)
    settings.CONFIG = config
    assert readiness.mail_is_ready(tide) == ""


def test_checks_are_made_again_when_they_are_old_or_for_another_relay(
    tide: Newsletter, server: NameServer, settings: Any
) -> None:
    renewing.renew(server.address)
    first = MailCheck.objects.get()
    assert (first.passed, readiness.mail_is_ready(tide)) == (True, "")
    renewing.renew(server.address)
    assert MailCheck.objects.get().at == first.at
    del server.zone[f"_dmarc.{DOMAIN}", "TXT"]
    MailCheck.objects.update(at=clock.wall() - timedelta(hours=25))
    renewing.renew(server.address)
    assert "found 1 thing missing" in readiness.mail_is_ready(tide)
    settings.MAIL_URL = "smtp+tls://smtp.others.example:587"
    renewing.renew(server.address)
    assert MailCheck.objects.get().relay == "smtp.others.example"


def test_nobody_asks_the_dns_where_mail_stays_here_or_it_cannot_be_asked(tide: Newsletter, settings: Any) -> None:
    renewing.renew("nonsense")
    assert not MailCheck.objects.exists()
    settings.MAIL_URL = ""
    renewing.renew("192.0.2.1")
    assert not MailCheck.objects.exists()


def test_who_is_about_to_send_is_told_how_old_the_checks_are(
    tide: Newsletter, server: NameServer, settings: Any
) -> None:
    issue = make_issue(tide, [TEXT])
    settings.PAPER_BASE_URL = "https://ledger.example"
    client = signed_in("cleo", "Chief editor")
    assert "The DNS was asked" not in said(client.get(screen(issue)))
    keeping.check(keeping.setups()[0], server.address)
    page = said(client.get(screen(issue)))
    assert "As of " in page
    assert f"The DNS was asked about the mail of {DOMAIN} on " in page
    assert "it is asked again" not in page
    MailCheck.objects.update(at=clock.wall() - timedelta(days=3, hours=1))
    assert "That was 3 days ago: it is asked again by itself" in said(client.get(screen(issue)))


def test_a_dns_that_is_silent_takes_back_nothing_that_passed(
    tide: Newsletter, server: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PER_QUESTION", 0.2)
    server.dumb |= {DOMAIN, f"_dmarc.{DOMAIN}"}
    keeping.check(keeping.setups()[0], server.address)
    assert readiness.mail_is_ready(tide)
    server.dumb.clear()
    keeping.check(keeping.setups()[0], server.address)
    server.dumb |= {DOMAIN}
    keeping.check(keeping.setups()[0], server.address)
    assert readiness.mail_is_ready(tide) == ""
    del server.zone[f"_dmarc.{DOMAIN}", "TXT"]
    keeping.check(keeping.setups()[0], server.address)
    assert readiness.mail_is_ready(tide)


def test_what_is_no_server_is_told_by_its_name(tide: Newsletter) -> None:
    with pytest.raises(asking.NoAnswer, match="nonsense is no address of a DNS server"):
        report.of_all("nonsense")


def test_an_operator_may_override_it_and_a_new_look_keeps_that(tide: Newsletter, server: NameServer) -> None:
    server.zone.clear()
    kept = keeping.check(keeping.setups()[0], server.address)
    user = User.objects.create(username="cleo")
    user.groups.add(Group.objects.get(name="Chief editor"))
    client = Client()
    client.force_login(user)
    url = reverse("newsletters_mail_check")
    client.post(url, {"do": "override", "domain": DOMAIN, "reason": ""})
    assert readiness.mail_is_ready(tide)
    client.post(url, {"do": "override", "domain": DOMAIN, "reason": "A small town; the records come on Monday."})
    keeping.check(keeping.setups()[0], server.address)
    assert readiness.mail_is_ready(tide) == ""
    page = client.get(url).content.decode()
    assert "A small town" in page
    assert "v=spf1 a:mail.relay.example ~all" in page
    client.post(url, {"do": "withdraw", "domain": kept.domain})
    assert readiness.mail_is_ready(tide)


@pytest.mark.parametrize(
    "url", ["", "file:///var/mail", "console:", "smtp://127.0.0.1:25", "smtp://localhost", "smtp://[::1]:25"]
)
def test_mail_that_stays_on_this_machine_is_never_held(tide: Newsletter, settings: Any, url: str) -> None:
    settings.MAIL_URL = url
    assert readiness.mail_is_ready(tide) == ""


def test_the_command_tells_each_record_and_counts_what_is_missing(tide: Newsletter, server: NameServer) -> None:
    lines, missing = report.of_all(server.address)
    assert missing == 0
    assert lines[0] == "Mail from ledger.example through mail.relay.example:"
    assert all(line.startswith("+ ") for line in lines[1:])
    server.zone.clear()
    lines, missing = report.of_all(server.address)
    assert missing == 3
    assert '    ledger.example. IN TXT "v=spf1 a:mail.relay.example ~all"' in lines
    assert MailCheck.objects.get().passed is False


def test_without_a_mail_server_there_is_nothing_to_check(tide: Newsletter, settings: Any) -> None:
    settings.MAIL_URL = ""
    assert report.of_all("127.0.0.1:9") == (
        ["email_url names no mail server, so no mail leaves: nothing is to be checked."],
        0,
    )
