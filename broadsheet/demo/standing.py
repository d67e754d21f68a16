"""Stories that are not out, each brought to where its manuscript says, by the verbs that the desk uses."""

from __future__ import annotations

from broadsheet.demo import typesetting
from broadsheet.demo.manuscripts import Manuscript, span
from broadsheet.demo.typesetting import Newsroom
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.stories.actions.publish import publish
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryEvidence, StoryPage


def bring(room: Newsroom, language: str, manuscript: Manuscript) -> None:
    state, _, told = manuscript.head["State"].partition(" ")
    story = make_story(
        live=False,
        section=room.sections[language, manuscript.head["Section"]],
        by=typesetting.bylines(room, manuscript),
        topics=typesetting.topics(room, manuscript),
        body=typesetting.body(room, language, manuscript),
        evidence=[StoryEvidence(**row) for row in typesetting.evidence(room, manuscript)],
        go_live_at=room.now + span(told) if state == "scheduled" else None,
        **typesetting.page(room, language, manuscript),
    )
    room.stories[language, manuscript.name] = story
    _STATES[state](room, story, told)


def _embargo(room: Newsroom, story: StoryPage, told: str) -> None:
    embargo(story, room.staff["Chief editor"], room.now + span(told))
    publish(story, room.staff["Chief editor"])


def _schedule(room: Newsroom, story: StoryPage, told: str) -> None:
    publish(story, room.staff["Editor"])


def _hold(room: Newsroom, story: StoryPage, told: str) -> None:
    hold(story, room.staff["Chief editor"], told)
    publish(story, room.staff["Editor"])


def _kill(room: Newsroom, story: StoryPage, told: str) -> None:
    publish(story, room.staff["Editor"])
    kill(story, room.staff["Chief editor"], told)


def _submit(room: Newsroom, story: StoryPage, told: str) -> None:
    story.get_workflow().start(story, room.staff["Reporter"])


def _leave(room: Newsroom, story: StoryPage, told: str) -> None:
    """A draft stays one."""


_STATES = {
    "embargo": _embargo,
    "scheduled": _schedule,
    "hold": _hold,
    "killed": _kill,
    "submitted": _submit,
    "draft": _leave,
}
