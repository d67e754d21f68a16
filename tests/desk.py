"""Somebody at the desk without a browser: signs in, and sends what its forms would."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from broadsheet.desk.tests import forms
from tests.sites import EDITOR, PASSWORD, Answer, Site

PUBLISH = {"action-publish": "action-publish"}


class Refused(Exception):
    """The desk answered with something else than "done"; the message is its answer."""


class Desk:
    """Raises OSError when nobody answers within so many seconds, and Refused."""

    def __init__(self, site: Site, patience: float = 10) -> None:
        self.base, self._patience, self._jar = f"http://{site.host}:{site.port}", patience, CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _StayHere())

    def sign_in(self) -> Desk:
        self.get("/desk/login/")
        self.post("/desk/login/", {"username": EDITOR, "password": PASSWORD, "next": "/desk/"})
        return self

    def get(self, path: str) -> Answer:
        return self._open(urllib.request.Request(self.base + path))

    def post(self, path: str, data: dict[str, Any]) -> str:
        """Where it leads on to. Raises Refused when it does not."""
        answer = self.send(path, data)
        if answer.status != 302:
            raise Refused(f"{path}: {answer.status} {answer.text}")
        return answer.headers["location"]

    def send(self, path: str, data: dict[str, Any], **headers: str) -> Answer:
        token = next((cookie.value for cookie in self._jar if cookie.name == "csrftoken"), "")
        body = urllib.parse.urlencode(data, doseq=True).encode()
        return self._open(urllib.request.Request(self.base + path, body, {"X-CSRFToken": token or "", **headers}))

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=self._patience) as answer:
                return _answer(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return _answer(answer)

    # -- what editors do

    def publish_story(self, page: int, headline: str, *paragraphs: str, **more: Any) -> None:
        sent = forms.story(headline, list(paragraphs), **more)
        self.post(f"/desk/pages/{page}/edit/", {**sent, **PUBLISH})

    def publish_brief(self, headline: str, text: str = "") -> None:
        self.post("/desk/snippets/briefs/brief/add/", {**forms.brief(headline, text), **PUBLISH})

    def release(self, thing: str, key: int, verb: str, **given: str) -> None:
        """A verb of the screen "Release"; `thing` such as "stories.storypage"."""
        data = {"verb": verb, **{f"{verb}-{name}": value for name, value in given.items()}}
        self.post(f"/desk/release/{thing}/{key}/", data)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _answer(answer: Any) -> Answer:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, headers, answer.read())
