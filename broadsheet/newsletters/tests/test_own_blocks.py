"""An issue's own pictures and quotations: in the mail, in plain text, on its page, and in the check list."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import Any

import pytest
from lxml import html as lxml_html
from PIL import Image

from broadsheet.kit import clock
from broadsheet.newsletters.composing.findings import look
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.desk import mailbox
from broadsheet.newsletters.desk.issues import trials
from broadsheet.newsletters.models import Issue, Note, Sending
from broadsheet.newsletters.sending import freezing, states, verbs
from broadsheet.newsletters.sending.jobs import Jobs
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.models import Picture
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
TEXT = block("text", "<p>Good morning.</p>")


def shown(picture: Picture, caption: str = "") -> dict[str, Any]:
    return block("picture", {"picture": picture.pk, "caption": caption})


def said(words: str, speaker: str = "Salim Harb", role: str = "pilot") -> dict[str, Any]:
    return block("quote", {"words": words, "speaker": speaker, "role": role})


def found(issue: Issue) -> list[tuple[str, bool]]:
    return [(each.check, each.blocking) for each in look(issue)]


# -- pictures


def test_a_picture_stands_with_its_alternative_its_caption_and_its_credit() -> None:
    picture = make_picture("Steps", alt="A drawing: steps", credit="Ines Marlow", caption="Low water.")
    made = compose(make_issue(body=[TEXT, shown(picture)]))
    document = lxml_html.document_fromstring(made.html)
    [image] = document.iter("img")
    assert (image.get("alt"), image.get("width")) == ("A drawing: steps", "552")
    assert image.get("src").startswith(f"https://ledger.example/media/{picture.pk}-")
    words = [each.text_content() for each in document.xpath("//p")]
    assert words[words.index("Low water.") :][:2] == ["Low water.", "Ines Marlow"]
    assert "Picture: A drawing: steps\nLow water.\nInes Marlow\nhttps://ledger.example/media/" in made.text
    assert '<span class="caption">Low water.</span> <span class="credit">Ines Marlow</span>' in made.page
    own = compose(make_issue(Issue.objects.get().newsletter, [shown(picture, "At <noon>.")]))
    assert "Low water." not in own.html + own.text + own.page
    assert "At &lt;noon&gt;." in own.html


def test_a_small_picture_is_not_blown_up() -> None:
    made = compose(make_issue(body=[shown(make_picture("Mark", size=(120, 90)))]))
    [image] = lxml_html.document_fromstring(made.html).iter("img")
    assert image.get("width") == "120"


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ({}, []),
        ({"alt": ""}, [("alt", True)]),
        ({"alt": "", "is_decorative": True}, []),
        ({"credit": " "}, [("alt", True)]),
    ],
)
def test_no_picture_goes_out_without_credit_and_alternative(
    fields: dict[str, Any], findings: list[tuple[str, bool]]
) -> None:
    assert found(make_issue(body=[TEXT, shown(make_picture("Steps", **fields))])) == findings


def test_a_picture_without_rights_is_left_out_and_one_that_ends_soon_is_told() -> None:
    now = clock.now()
    over = make_issue(body=[TEXT, shown(make_picture("Over", rights_until=now - timedelta(hours=1)))])
    assert found(over) == [("picture", False)]
    assert "<img" not in compose(over).html + compose(over, desk=True).html
    ends = make_issue(over.newsletter, [shown(make_picture("Ends", rights_until=now + timedelta(days=2)))])
    assert found(ends) == [("picture", False)]
    assert "<img" in compose(ends).html
    ends.send_at = now + timedelta(days=3)  # it is judged as of then
    assert "is left out" in look(ends)[0].sentence


def test_a_block_whose_picture_is_not_chosen_yet_is_asked_about() -> None:
    issue = make_issue(body=[TEXT, block("picture", {"picture": None, "caption": ""})])
    assert found(issue) == [("picture", False)]
    assert "<img" not in compose(issue).html


def test_a_picture_that_was_deleted_keeps_it_in() -> None:
    picture = make_picture("Gone")
    issue = make_issue(body=[TEXT, shown(picture)])
    picture.delete()
    assert found(issue) == [("gate", True)]


def test_a_test_brings_the_pictures_along_that_readers_cannot_have_yet(pressing: Pressing) -> None:
    issue = make_issue(body=[TEXT, shown(make_picture("Steps", size=(600, 400)))])
    mail = _tested(issue)
    html = mail.get_body(("html",))
    assert html is not None
    [image] = lxml_html.document_fromstring(html.get_content()).iter("img")
    [file] = [part for part in mail.walk() if part.get_content_type() == "image/jpeg"]
    assert image.get("src") == f"cid:{str(file['Content-ID']).strip('<>')}"
    assert Image.open(BytesIO(b64decode(str(file.get_payload())))).size == (600, 400)
    assert 'src="data:image/jpeg;base64,/9j/' in mailbox._with_files(mail)
    freezing.compile_issue(issue)
    pressing.settle()
    alone = _tested(issue)
    assert [part.get_content_type() for part in alone.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def _tested(issue: Issue) -> EmailMessage:
    """The test of it, as it goes to the relay."""
    trials.send(issue, ["ada@ledger.example"])
    now = clock.wall()
    [job], _ = Jobs({}).of_notes(states.claim(Note, "here", now=now, until=now, limit=9), now)
    return message_from_bytes(job.load.whole.encode(), policy=default)


def test_an_issue_waits_until_its_pictures_are_pressed_but_not_for_ever(pressing: Pressing) -> None:
    issue = make_issue(body=[TEXT, shown(make_picture("Steps"))])
    verbs.send_now(issue)
    freezing.go_on(clock.wall())
    assert Issue.objects.get().sending == Sending.FREEZING
    pressing.settle()
    freezing.go_on(clock.wall())
    assert Issue.objects.get().sending == Sending.SENDING


def test_a_press_that_stands_still_does_not_keep_an_issue() -> None:
    issue = make_issue(body=[TEXT, shown(make_picture("Steps"))])
    verbs.send_now(issue)
    freezing.go_on(clock.wall())
    freezing.go_on(clock.wall() + freezing.PRESSED_IN * 2)
    assert Issue.objects.get().sending == Sending.SENDING


# -- quotations


def test_a_quotation_stands_between_the_marks_of_its_language_and_says_whose_it_is() -> None:
    made = compose(make_issue(body=[said("Nobody <b>measured</b> it.\n\nNot once.")]))
    document = lxml_html.document_fromstring(made.html)
    [quote] = document.iter("blockquote")
    assert [each.text_content() for each in quote] == ["“Nobody <b>measured</b> it.", "“Not once.”"]
    assert "“Nobody <b>measured</b> it.\n\n“Not once.”\n— Salim Harb, pilot\n" in made.text
    assert '<figcaption class="note in-margin"><b>Salim Harb</b> pilot</figcaption>' in made.page
    ukrainian = make_issue(make_newsletter("uk", slug="ranok"), [said("Ніхто не міряв.")])
    assert "«Ніхто не міряв»." in compose(ukrainian).text


@pytest.mark.parametrize(
    ("speaker", "role", "line", "findings"),
    [
        ("Salim Harb", "", "— Salim Harb\n", []),
        ("", "a pilot who is not named", "— a pilot who is not named\n", []),
        ("", "", "", [("speaker", False)]),
    ],
)
def test_a_quotation_of_nobody_is_asked_about(
    speaker: str, role: str, line: str, findings: list[tuple[str, bool]]
) -> None:
    issue = make_issue(body=[said("It was deep.", speaker, role)])
    assert found(issue) == findings
    assert ("— " in compose(issue).text) is bool(line)
    assert line in compose(issue).text


def test_a_quotation_without_words_is_none() -> None:
    made = compose(make_issue(body=[TEXT, said(" \n\n ")]))
    assert "blockquote" not in made.html + made.page
    assert "Salim" not in made.text
