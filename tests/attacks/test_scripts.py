"""A script that got into the database, through whatever field, is text wherever it comes out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.models import Issue
from broadsheet.press.folder import Folder
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from tests.attacks import poison, rights
from tests.attacks.routes import of_the_desk
from tests.gate.paper import story
from tests.pressing import Pressing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    # a screen that trips over our poison leaves the file that it had opened to the collector
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(scope="module")
def poisoned(everything: None, tmp_path_factory: pytest.TempPathFactory) -> Pressing:
    """The whole paper, pressed with a script in every text."""
    folder = Folder(tmp_path_factory.mktemp("poisoned") / "press")
    folder.make()
    pressing = Pressing(folder)
    story("publicfull", Section.objects.filter(slug="harbour").first() or make_section("Harbour"))
    pressing.everything()
    assert len(poison.every_text()) > 80
    pressing.everything()
    return pressing


def test_nothing_of_it_is_alive_in_what_readers_get(poisoned: Pressing) -> None:
    found, looked = [], 0
    for _, name, file in poisoned.folder.walk():
        if file.suffix in (".html", ".xml", ".json"):
            text = file.read_text(encoding="utf-8")
            looked += poison.TAG in text
            found += [(name, each) for each in poison.alive(name, text)]
    assert {each for _, each in found} == set(), found[:5]
    assert looked > 30, "the poison came out nowhere: the test is blind"


def test_nothing_of_it_is_alive_in_a_mail(poisoned: Pressing) -> None:
    letter = compose(Issue.objects.get())
    assert poison.TAG in letter.html
    assert poison.alive("mail.html", letter.html) == []
    assert "\n" not in letter.subject


def test_nothing_of_it_is_alive_at_the_desk(poisoned: Pressing) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("editor in chief", "x@ledger.example"))
    found, looked = [], 0
    for route in of_the_desk():
        if "logout" in str(route):
            continue
        answer = client.get(route.url())
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            looked += poison.TAG in text
            found += [(str(route), each) for each in poison.alive("page.html", text)]
        rights.put_away(answer)
    assert found == []
    assert looked > 30
