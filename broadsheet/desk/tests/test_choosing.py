"""What the chooser of stories offers."""

from __future__ import annotations

import re

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.release.actions.kill import kill
from broadsheet.stories.factories import make_story


def offered(client: Client, **asked: str) -> list[str]:
    """Titles, in order; the row of the place itself is left out."""
    answer = client.get(reverse("wagtailadmin_choose_page"), asked).json()["html"]
    return re.findall(r'data-title="([^"]+)"', answer)


def test_the_chooser_of_stories_begins_with_the_newest(editor: Client, chief: Client, db: None) -> None:
    for title in ("Tides", "Gates", "Fog"):
        make_story(title).save_revision()
    killed = make_story("Forged letter")
    killed.save_revision()
    kill(killed, User.objects.get(username="cleo"), "It was forged.")
    assert offered(editor, page_type="stories.storypage") == ["Fog", "Gates", "Tides"]


def test_other_choosers_begin_in_the_tree(editor: Client, db: None) -> None:
    make_story("Tides").save_revision()
    assert "Tides" not in offered(editor)
