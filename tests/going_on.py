"""A screen of the desk that shows itself anew (design/desk/going_on.js), in a browser and without a server: it is
given fragments."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

SITE = "http://desk.example"


def serve(page: Page, told: list[str]) -> None:
    """Open the screen with the last of these fragments. Whoever asks again gets what is the last one by then; #else
    is a button beside it."""
    script = Path(finders.find("design/desk/going_on.js")).read_text()

    def answer(route: Route) -> None:
        if route.request.url == f"{SITE}/screen/":
            body = f"<!doctype html><title>Desk</title>{told[-1]}<button id='else'>Else</button>"
            route.fulfill(content_type="text/html", body=f"{body}<script>{script}</script>")
        else:
            route.fulfill(content_type="text/html", body=told[-1])

    page.route("**/*", answer)
    page.goto(f"{SITE}/screen/")
