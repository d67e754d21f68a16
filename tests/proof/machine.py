"""Histories of a newsroom, made up by hypothesis: after each, the press has to have pressed exactly what is true."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from wagtail.models import Page

from broadsheet.briefs.models import Brief
from broadsheet.fronts.models import Card, Rail
from broadsheet.people.models import Contributor
from broadsheet.press.flood import soil_everything
from broadsheet.press.folder import Folder
from broadsheet.press.fullpress import rendered
from broadsheet.release.actions.access import set_access
from broadsheet.release.actions.embargo import embargo, lift_embargo
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.sections.appearance import Appearance
from broadsheet.sections.menus import Menu, TopLine
from broadsheet.stories.models import StoryByline, StoryPage, StoryTopic, Topic
from tests.proof import amending, letters, recordings
from tests.proof.accidents import WithAccidents
from tests.proof.compare import between, differences, expected, plain_contents
from tests.proof.paper import SLUGS, WORDS, Paper, Times, full_press
from tests.proof.running import N

SOON = st.sampled_from([0.5, 30.0, 3600.0])


class Newsroom(WithAccidents):
    """`fresh` puts the base paper's database in place and returns its URL. Every few edits the paper is held
    against what a full press would make here; at the end, `in_new_process`, against what another process makes."""

    fresh: Callable[[], str]
    in_new_process = True
    furnished = True  # fronts, menus and looks change too; a search for one mistake goes straighter without
    compared_every = 4
    following: Callable[[Folder], Callable[[], None]] = staticmethod(lambda folder: lambda: None)
    """What has a folder follow the ledger; one host alone writes into it by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.database = type(self).fresh()
        self.place = Path(mkdtemp(prefix="proof-"))
        self.times = Times()
        self.kept = self.times.kept()
        self.kept.__enter__()
        self.paper = Paper(Folder(self.place / "press"), self.times)
        self.paper.follow = type(self).following(self.paper.folder)
        self.edits = 0

    @initialize(n=N)
    def begin(self, n: int) -> None:
        soil_everything()
        for m in range(3):
            self.paper.new_story(n + m, n + 2 * m)
        self.paper.settle()

    # -- editors

    @rule(n=N, m=N, publish=st.sampled_from([True, True, False]))
    def write(self, n: int, m: int, publish: bool) -> None:
        self.paper.new_story(n, m, publish=publish)

    @rule(n=N, m=N)
    def retitle(self, n: int, m: int) -> None:
        self.paper.edit(n, lambda story: setattr(story, "title", f"{WORDS[m % 4]}, again"))

    @rule(n=N, m=N)
    def rewrite(self, n: int, m: int) -> None:
        text = f"<p>New lines about {SLUGS[m % 4]}.</p>"
        self.paper.edit(n, lambda story: setattr(story, "body", [{"type": "paragraph", "value": text}]))

    @rule(n=N, m=N)
    def give_picture(self, n: int, m: int) -> None:
        self.paper.edit(n, lambda story: setattr(story, "hero", self.paper.picture(m) if m % 4 else None))

    @rule(n=N, m=N)
    def give_byline(self, n: int, m: int) -> None:
        people = list(Contributor.objects.order_by("pk"))

        def change(story: StoryPage) -> None:
            story.bylines = [StoryByline(contributor=person) for person in people[m % 2 : 1 + m % 3]]

        self.paper.edit(n, change)

    @rule(n=N, m=N)
    def give_topics(self, n: int, m: int) -> None:
        topics = list(Topic.objects.order_by("pk"))[m % 2 : 1 + m % 3]
        self.paper.edit(n, lambda s: setattr(s, "story_topics", [StoryTopic(topic=topic) for topic in topics]))

    @rule(n=N, m=N)
    def give_evidence(self, n: int, m: int) -> None:
        self.paper.give_evidence(n, m)

    @rule(n=N, m=N)
    def give_claim(self, n: int, m: int) -> None:
        self.paper.give_claim(n, m)

    @rule(n=N)
    def withhold(self, n: int) -> None:
        self.paper.withhold(n)

    @rule(n=N, m=N)
    def correct(self, n: int, m: int) -> None:
        self.paper.correct(n, m)

    @rule(n=N)
    def take_back(self, n: int) -> None:
        self.paper.take_back(n)

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def put_right(self, n: int, m: int) -> None:
        amending.happen(self.paper, n, m)

    @rule(n=N, m=N)
    def relate(self, n: int, m: int) -> None:
        self.paper.relate(n, m)

    @rule(n=N, m=N)
    def move(self, n: int, m: int) -> None:
        self.paper.move(n, m)

    @rule(n=N, m=N)
    def reslug(self, n: int, m: int) -> None:
        self.paper.reslug(n, m)

    @rule(n=N)
    def autosave(self, n: int) -> None:
        self.paper.autosave(n)

    @rule(n=N)
    def unpublish(self, n: int) -> None:
        if (story := self.paper.story(n)) is not None and story.live:
            story.unpublish()

    @rule(n=N)
    def publish_again(self, n: int) -> None:
        if (story := self.paper.story(n)) is not None:
            self.paper.publish(story.get_latest_revision_as_object())

    @rule(n=N, soon=SOON)
    def schedule(self, n: int, soon: float) -> None:
        at = self.times.at + timedelta(seconds=soon)
        self.paper.edit(n, lambda story: setattr(story, "go_live_at", at))

    @rule(n=N, soon=SOON)
    def expire(self, n: int, soon: float) -> None:
        at = self.times.at + timedelta(seconds=soon)
        self.paper.edit(n, lambda story: setattr(story, "expire_at", at))

    @rule(n=N)
    def delete(self, n: int) -> None:
        if n % 3 == 0:
            self.paper.delete_story(n)

    @rule(n=N, m=N, slug=st.booleans())
    def rename_section(self, n: int, m: int, slug: bool) -> None:
        section = self.paper.section(n)
        if slug:
            section.slug = f"{('town', 'sea')[n % 2]}-{m % 3}"
        else:
            section.title = f"Section {m % 3}"
        if not Page.objects.sibling_of(section).filter(slug=section.slug).exclude(pk=section.pk).exists():
            section.save_revision().publish()

    @rule(n=N, m=N)
    def rename_contributor(self, n: int, m: int) -> None:
        self.paper.rename_contributor(n, m)

    @rule(n=N, m=N)
    def rename_topic(self, n: int, m: int) -> None:
        Topic.objects.filter(pk=list(Topic.objects.order_by("pk"))[n % 2].pk).update(name=f"Topic {m % 3}")

    @rule(n=N, m=N)
    def reslug_topic_or_contributor(self, n: int, m: int) -> None:
        self.paper.reslug_a_list(n, m)

    @rule(n=N, m=N)
    def tell_in_a_language(self, n: int, m: int) -> None:
        self.paper.tell_in_a_language(n, m)

    @rule(n=N, m=N)
    def recaption(self, n: int, m: int) -> None:
        picture = self.paper.picture(n)
        picture.caption = f"A wall, seen {m % 3} times."
        picture.save()

    @rule(n=N, soon=SOON)
    def limit_rights(self, n: int, soon: float) -> None:
        self.paper.limit_rights(n, self.times.at + timedelta(seconds=soon) if n % 3 else None)

    # -- the News Feed and the picks

    @rule(n=N, m=N)
    def write_brief(self, n: int, m: int) -> None:
        brief = Brief(
            language="en" if n % 4 else "de", headline=f"{WORDS[m % 4]}.", text="It was seen from the pier."
        )
        brief.save_revision().publish() if brief.pk else self._first(brief)

    @staticmethod
    def _first(brief: Brief) -> None:
        brief.live = False
        brief.save()
        brief.save_revision().publish()

    @rule(n=N, m=N)
    def correct_brief(self, n: int, m: int) -> None:
        if (brief := self.paper.brief(n)) is not None and brief.live:
            brief.headline = f"{WORDS[m % 4]}, we now know."
            brief.save_revision().publish()

    @rule(n=N)
    def withdraw_brief(self, n: int) -> None:
        if (brief := self.paper.brief(n)) is not None and brief.live:
            brief.unpublish()

    @rule(n=N, m=N)
    def pick(self, n: int, m: int) -> None:
        story, rail = self.paper.story(n), self.paper.rail(m)
        if story is not None:
            Card.objects.create(rail=rail, story=story, sort_order=m, headline="Picked" if m % 2 else "")

    @rule(n=N)
    def drop_pick(self, n: int) -> None:
        Card.objects.filter(pk__in=[card.pk for card in Card.objects.order_by("pk")][n % 3 : 1 + n % 3]).delete()

    @rule(n=N)
    def reorder_picks(self, n: int) -> None:
        for place, card in enumerate(Card.objects.order_by("-sort_order", "pk")):
            Card.objects.filter(pk=card.pk).update(sort_order=(place + n) % 5)

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def set_a_rail(self, n: int, m: int) -> None:
        """It leads the front, or a section's; it is filled up, or not."""
        rail, section = self.paper.rail(n), self.paper.section(m)
        taken = Rail.objects.filter(section=section).exists()
        rail.section = section if m % 3 == 0 and not taken else None
        rail.fill_to = m % 6
        rail.save()

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def word_a_card(self, n: int, m: int) -> None:
        if (card := Card.objects.order_by("pk").first()) is not None:
            card.kicker, card.standfirst = ("", "Tonight")[n % 2], ("", "It rains.")[m % 2]
            card.picture = self.paper.picture(m) if n % 3 else None
            card.save()

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def set_the_menus(self, n: int, m: int) -> None:
        menu = Menu.objects.order_by("pk")[n % 2]
        section = self.paper.section(m)
        if section.locale.language_code == menu.language:
            TopLine.objects.create(menu=menu, page=section, sort_order=m, title="Here" if m % 2 else "")
        elif n % 3:
            TopLine.objects.filter(menu=menu).delete()
        menu.footer = f"Owned by {m % 3} people."
        menu.save()

    @precondition(lambda self: self.furnished)
    @rule(n=N)
    def change_the_looks(self, n: int) -> None:
        row = Appearance.objects.first() or Appearance()
        row.light_spot = ("#0c5a45", "#8a1c1c", "#1c1c8a")[n % 3]
        row.nameplate = "" if n % 2 else "Ledger"
        row.save()

    # -- the gate

    @rule(n=N)
    def kill(self, n: int) -> None:
        self.paper.act(n, kill, "A court said so.")

    @rule(n=N)
    def hold(self, n: int) -> None:
        self.paper.act(n, hold, "The lawyer reads it.")

    @rule(n=N)
    def lift_hold(self, n: int) -> None:
        self.paper.act(n, lift_hold)

    @rule(n=N, soon=SOON)
    def embargo(self, n: int, soon: float) -> None:
        self.paper.act(n, embargo, self.times.at + timedelta(seconds=soon))

    @rule(n=N, m=N, soon=SOON)
    def write_under_embargo(self, n: int, m: int, soon: float) -> None:
        before = set(StoryPage.objects.values_list("pk", flat=True))
        self.paper.new_story(n, m, publish=False)
        for story in StoryPage.objects.exclude(pk__in=before):
            embargo(story, self.paper.editor, self.times.at + timedelta(seconds=soon))
            self.paper.publish(StoryPage.objects.get(pk=story.pk))

    @rule(n=N, m=N, prepared=st.booleans())
    def an_embargo_comes(self, n: int, m: int, prepared: bool) -> None:
        """The common course of things; `prepared`: its plates lay ready when the instant came."""
        self.write_under_embargo(n, m, 30.0)
        if prepared:
            self.paper.settle()
            self.paper.prepare()
        self.paper.pass_time(31.0)

    @rule(n=N)
    def lift_embargo(self, n: int) -> None:
        self.paper.act(n, lift_embargo)

    @rule(n=N, access=st.sampled_from(["public", "members", "paid"]))
    def set_access(self, n: int, access: str) -> None:
        self.paper.act(n, set_access, access)

    # -- newsletters

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def send_an_issue(self, n: int, m: int) -> None:
        letters.send(self.paper, n, m)

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def change_a_newsletter(self, n: int, m: int) -> None:
        letters.change(self.paper, n, m)

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def judge_an_issue(self, n: int, m: int) -> None:
        letters.judge(self.paper, n, m)

    @precondition(lambda self: self.furnished)
    @rule(n=N, m=N)
    def narrate(self, n: int, m: int) -> None:
        recordings.happen(self.paper, n, m)

    @invariant()
    def every_few_edits_the_paper_is_true(self) -> None:
        self.edits += 1
        if self.edits % type(self).compared_every == 0:
            self.paper.settle()
            self._compare(between(plain_contents(self.paper.folder), expected(rendered())))

    def teardown(self) -> None:
        try:
            self.paper.settle()
            if type(self).in_new_process:
                full = full_press(self.paper.folder, self.database)
                self._compare(differences(self.paper.folder, full))
            else:
                self._compare(between(plain_contents(self.paper.folder), expected(rendered())))
        finally:
            self.kept.__exit__(None, None, None)
            shutil.rmtree(self.place, ignore_errors=True)
            connection.close()

    @staticmethod
    def _compare(found: list[str]) -> None:
        assert not found, "\n".join(found[:6])
