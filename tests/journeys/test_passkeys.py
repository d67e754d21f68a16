"""Somebody who may publish signs in for the first time, in a browser: a passkey is set up, and signs in by itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.sites import EDITOR, PASSWORD, Site

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]

PATIENT = 30_000  # milliseconds
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def strict(founded: Path, tmp_path: Path) -> Iterator[Site]:
    """A site at a name, as passkeys want it, where the password alone does not open the desk."""
    folder = tmp_path / "ledger"
    shutil.copytree(founded, folder)
    with Site(folder, environment={"BROADSHEET_SECOND_FACTOR": "required"}) as site:
        site.environment["BROADSHEET_BASE_URL"] = f"http://localhost:{site.port}"
        site.serve("--workers", "2")
        yield site


def device(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def sign_in(page: Page, base: str, password: str = PASSWORD) -> None:
    page.goto(f"{base}/desk/")
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_set_up_and_signs_in_by_itself(strict: Site, browser_page: Page) -> None:
    page, base = browser_page, f"http://localhost:{strict.port}"
    device(page)
    sign_in(page, base, password="tide")
    expect(page.get_by_text("Name and password do not go together.")).to_be_visible(timeout=PATIENT)
    expect(page.locator(".messages ul")).to_have_css("opacity", "1")
    sign_in(page, base)
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible(timeout=PATIENT)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill("The telephone of Cleo")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible(timeout=PATIENT)
    spare = page.locator(".door-codes code").first.inner_text()
    page.get_by_role("link", name="to the desk").click()
    expect(page).to_have_url(f"{base}/desk/", timeout=PATIENT)

    page.context.clear_cookies()  # by the passkey alone, to where one wanted to go
    page.goto(f"{base}/desk/pages/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(rf"^{base}/desk/pages/"), timeout=PATIENT)

    page.context.clear_cookies()  # by the password and the passkey
    sign_in(page, base)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{base}/desk/", timeout=PATIENT)

    page.context.clear_cookies()  # the telephone is at home
    sign_in(page, base)
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{base}/desk/", timeout=PATIENT)

    page.goto(f"{base}/desk/log/?kind=sign_in")
    for words in ("Signed in with: passkey", "Signed in with: recovery code"):
        expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENT)


def test_a_device_without_a_passkey_is_told_so(strict: Site, browser_page: Page) -> None:
    page = browser_page
    device(page)
    page.goto(f"http://localhost:{strict.port}/desk/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible(timeout=PATIENT)


def test_a_lost_device_is_reset_at_the_machine(strict: Site) -> None:
    done = strict.run("reset-second-factor", "--name", EDITOR)
    assert done.returncode == 0, done.stderr
    nobody = strict.run("reset-second-factor", "--name", "nobody")
    assert (nobody.returncode, nobody.stderr.count("\n")) == (1, 1)
