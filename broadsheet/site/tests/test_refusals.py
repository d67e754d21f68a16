"""What cannot be answered is told in one sentence on a page; a stranger's mistake is one line in the log."""

from __future__ import annotations

import json
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from broadsheet.design import assets
from broadsheet.running.health import asked
from broadsheet.site import views
from broadsheet.site.logs import logging as logging_settings

ELSEWHERE = "elsewhere.example"


def told(page: bytes) -> str:
    """The one sentence of a page in the paper's look."""
    text = page.decode()
    assert text.startswith("<!doctype html>")
    assert assets.stylesheet() in text
    assert settings.PAPER_NAME in text
    return text.split('<p class="standfirst">')[1].split("</p>")[0]


@pytest.mark.parametrize(
    ("refuse", "status", "words"),
    [
        (lambda request: views.bad_request(request, ValueError()), 400, "This request cannot be understood."),
        (lambda request: views.not_allowed(request, ValueError()), 403, "You may not do this"),
        (lambda request: views.form_refused(request, "no cookie"), 403, "load its page anew"),
        (lambda request: views.not_found(request, ValueError()), 404, "Nothing stands at this address."),
        (lambda request: views.failed(request), 500, "It was our fault"),
    ],
)
def test_a_refusal_is_one_sentence_in_the_papers_look(refuse, status: int, words: str) -> None:
    answer = refuse(RequestFactory().get("/desk/", headers={"host": ELSEWHERE}))
    assert answer.status_code == status
    assert words in told(answer.content)
    assert answer["Cache-Control"] == "no-store"


def test_a_host_that_is_not_ours_is_refused_in_one_line_of_the_log(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    configured = logging.getLogger().handlers[:]
    try:
        logging.config.dictConfig(logging_settings(human=False))
        answer = client.get("/desk/login/", headers={"host": ELSEWHERE})
    finally:
        logging.config.dictConfig(settings.LOGGING)
        logging.getLogger().handlers[:] = configured
    assert answer.status_code == 400
    assert told(answer.content) == "This request cannot be understood."
    (line,) = [line for line in capfd.readouterr().err.splitlines() if ELSEWHERE in line]
    said = json.loads(line)
    assert "Invalid HTTP_HOST header" in said["event"]
    assert "Traceback" not in line
    assert "exception" not in said


def test_what_fails_in_a_view_is_told_without_its_cause(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[object]:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(asked, "FRESH", 0.0)
    monkeypatch.setattr(asked, "troubles", broken)
    client.raise_request_exception = False
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "our fault" in told(answer.content)
    assert b"secret" not in answer.content
