"""What happens to live stories in the proof's small paper: they are begun and ended, and two reporters post, pin,
correct, withdraw and promote."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from broadsheet.desk.growing import grow_update
from broadsheet.release.actions.standing import Refused
from broadsheet.updates import posting
from broadsheet.updates.models import LiveStory, Update
from tests.proof.paper import SLUGS, WORDS, Paper

N = st.integers(0, 11)


class Told(RuleBasedStateMachine):
    """Rules of a newsroom that tells stories live."""

    telling = True
    paper: Paper

    @precondition(lambda self: self.telling)
    @rule(n=N, m=N)
    def begin_or_end_a_live_story(self, n: int, m: int) -> None:
        story, editor = self.paper.story(n), self.paper.editor
        if story is None:
            return
        if m % 3 or not LiveStory.objects.filter(story=story).exists():
            posting.begin(story, editor)
            posting.say(story, f"The {SLUGS[m % 4]} is shut.\nNobody is hurt." if m % 2 else "", editor)
        else:
            posting.end(story, editor)

    @precondition(lambda self: self.telling)
    @rule(n=N, m=N)
    def post_an_update(self, n: int, m: int) -> None:
        live = self.paper._nth(LiveStory.objects.order_by("pk"), n)
        if live is not None:
            with suppress(Refused):
                posting.post(
                    live.story, WORDS[m % 4] if m % 2 else "", f"It was seen {m} times.", self.editor, uuid4()
                )

    @precondition(lambda self: self.telling)
    @rule(n=N, m=N)
    def treat_an_update(self, n: int, m: int) -> None:
        update = self.paper._nth(Update.objects.order_by("pk"), n)
        if update is None:
            return
        if m % 4 == 0:
            posting.pin(update, self.editor, pinned=not update.pinned)
        elif m % 4 == 1:
            with suppress(Refused):
                posting.change(update, WORDS[m % 3], f"We now know {m}.", self.editor, note="We know more." * (m % 2))
        elif m % 4 == 2:
            posting.withdraw(update, self.editor)
        else:
            grown = grow_update(update, self.editor)
            if n % 2:
                self.paper.publish(grown.get_latest_revision_as_object())

    @property
    def editor(self):
        return self.paper.editor
