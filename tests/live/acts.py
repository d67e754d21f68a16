"""What the newsroom does while readers listen. It runs inside a site (tests/inside.py)."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path

from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.fronts.models import Breaking
from broadsheet.kit import clock
from broadsheet.live import events, following, waking
from broadsheet.press.models import Awaited
from broadsheet.release.actions import hold as holding
from broadsheet.release.actions.kill import kill as kill_it
from broadsheet.sections.factories import make_section
from broadsheet.stories.actions.correct import correct as correct_it
from broadsheet.stories.actions.correct import take_back as take_it_back
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import Correction, StoryPage
from broadsheet.updates.models import LiveStory, Update


def build() -> None:
    make_story("The Sarn ferry is late again", section=make_section("Harbour"))
    for n in range(1, 12):
        brief(f"Note {n} from the harbour.", at=clock.now() - timedelta(hours=n))
    brief("Fog on the bay.")


def nothing_is_news() -> None:
    Awaited.objects.all().delete()


def publish(headline: str, language: str = "en") -> int:
    return int(brief(headline, language=language).pk)


def key_of(headline: str) -> int:
    return int(Brief.objects.get(headline=headline).pk)


def rewrite(key: int, headline: str) -> None:
    told = Brief.objects.get(pk=key)
    told.headline = headline
    told.save()


def withdraw(key: int) -> None:
    Brief.objects.get(pk=key).unpublish()


def kill(key: int) -> None:
    kill_it(Brief.objects.get(pk=key), None, "Untrue.")


def run(begun: int = 0) -> int:
    """A running story that was begun so many minutes ago, with two updates."""
    page = make_story("Water in Rope Street")
    LiveStory.objects.create(
        story=page, begun_at=clock.now() - timedelta(minutes=begun), key_points="Nobody is hurt."
    )
    for words in ("The street is closed.", "The pump has come."):
        tell(page.pk, words)
    return int(page.pk)


def tell(story: int, text: str, headline: str = "") -> int:
    told = Update(story_id=story, headline=headline, text=text, at=clock.now(), byline="Ada Quay")
    told.save()
    return int(told.pk)


def alter(update: int, **fields: object) -> None:
    Update.objects.filter(pk=update).update(**fields)


def points(story: int, words: str) -> None:
    LiveStory.objects.filter(story=story).update(key_points=words)


def over(story: int) -> None:
    LiveStory.objects.filter(story=story).update(ended_at=clock.now())


def raise_it(text: str, seconds: float = 3600) -> int:
    now = clock.now()
    Breaking.objects.filter(live=True).update(live=False)
    banner = Breaking(text=text, language="en", raised_at=now, expire_at=now + timedelta(seconds=seconds))
    banner.save()
    return int(banner.pk)


def lower(banner: int) -> None:
    Breaking.objects.filter(pk=banner).update(live=False)


def woken(sweep: float, listening: str) -> tuple[float, list[str]]:
    """Seconds that a follower of this process waited for a word of another one, and of what it is told then. It looks
    by itself only every `sweep` seconds; the file `listening` comes to be when it hears."""
    waking.SWEEP = sweep
    waiting = waking.chosen()
    waiting.wait()  # until it hears
    before = [each.key for each in following.kept()]
    Path(listening).touch()
    began = time.monotonic()
    waiting.wait()
    return time.monotonic() - began, [each.key for each in following.kept() if each.key not in before]


def tell_of_nothing(key: str) -> None:
    events.emit("brief", key, {})


def story(title: str, old: bool = False) -> int:
    """`old`: it was published long before anybody who listens came."""
    at = clock.now() - timedelta(days=3)
    return int(make_story(title, **({"first_published_at": at, "last_published_at": at} if old else {})).pk)


def correct(story: int, text: str) -> int:
    return int(correct_it(StoryPage.objects.get(pk=story), None, "correction", text).pk)


def take_back(correction: int) -> None:
    take_it_back(Correction.objects.get(pk=correction), None)


def kill_story(story: int) -> None:
    kill_it(StoryPage.objects.get(pk=story), None, "Untrue.")


def hold_story(story: int) -> None:
    holding.hold(StoryPage.objects.get(pk=story), None, "She called.")


def lift_hold(story: int) -> None:
    holding.lift_hold(StoryPage.objects.get(pk=story), None)


def told(key: str) -> str:
    """All that whoever comes back is told of it."""
    return json.dumps(events.told(key))
