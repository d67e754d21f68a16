"""A small paper and what editors, time and accidents can do to it."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db.models import ProtectedError
from PIL import Image
from wagtail.models import Collection, Locale, Page, Site

from broadsheet.briefs.models import Brief
from broadsheet.fronts.models import Rail
from broadsheet.kit import clock
from broadsheet.people.models import Contributor, ContributorWords
from broadsheet.pictures.models import Picture
from broadsheet.press import ageing, claiming, claims, consequences, instants, rows, settling, upkeep
from broadsheet.press.folder import Folder
from broadsheet.press.models import Change, Plate
from broadsheet.press.presser import Presser
from broadsheet.press.sheets import Sheet, render
from broadsheet.release.actions.standing import Refused
from broadsheet.release.models import Releasable
from broadsheet.sections.menus import Menu
from broadsheet.sections.models import HomePage, Section
from broadsheet.sections.schedule import Schedule
from broadsheet.sourcing.factories import make_document, make_source
from broadsheet.sourcing.models import Document, Source, SourceWords
from broadsheet.stories.actions.correct import correct, take_back
from broadsheet.stories.models import (
    Correction,
    CorrectionKind,
    StoryByline,
    StoryClaim,
    StoryEvidence,
    StoryPage,
    StoryTopic,
    Topic,
    TopicWords,
)
from tests.proof.compare import Files

START = datetime.now(UTC).replace(microsecond=0)  # Wagtail dates what it publishes by the machine's own clock
SLUGS = ("ferry", "harbour", "school", "tide-gate")
WORDS = ("Ferry returns", "Harbour wall holds", "School opens late", "Tide gate stuck")
NOBODY = 99_999_999  # more than any process is numbered
REFUSED = (ValidationError, Refused)
TOLD = ((ContributorWords, Contributor), (TopicWords, Topic), (SourceWords, Source))
Verb = Callable[..., None]


class Times:
    """The machine's clock, in the test's hands."""

    def __init__(self) -> None:
        self.at, self._real = START, clock.wall

    def wall(self) -> datetime:
        return self.at

    @contextmanager
    def kept(self) -> Iterator[Times]:
        clock.wall = self.wall
        try:
            yield self
        finally:
            clock.wall = self._real


def make_base() -> None:
    """Two sections, two people, two topics, two pictures and the picks, in two languages."""
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "de")}
    # a test with transactions of its own may have emptied the database
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locales["en"])
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    for code, locale in locales.items():
        home = root.add_child(instance=HomePage(title=f"Ledger {code}", slug=f"home-{code}", locale=locale))
        for name in ("town", "sea"):
            home.add_child(instance=Section(title=name.title(), slug=name, locale=locale))
        Rail.objects.get_or_create(name="editors-picks", language=code, defaults={"title": "Picks"})
        Rail.objects.get_or_create(name="front", language=code, defaults={"title": "Front", "fill_to": 3})
        Menu.objects.get_or_create(language=code)
        if code == "en":
            Site.objects.create(hostname="ledger.example", root_page=home, is_default_site=True, site_name="Ledger")
    for name in ("Alma Quay", "Bero Strand"):
        Contributor.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    for name in ("Tides", "Schools"):
        Topic.objects.create(name=name, slug=name.lower())
    for shade in (40, 200):
        Picture.objects.create(
            title=f"Grey {shade}",
            caption=f"A wall, grey {shade}.",
            credit="Alma Quay/Ledger",
            alt="A grey wall",
            file=ImageFile(_grey(shade), name=f"grey-{shade}.png"),
        )
    make_source("Saltline"), make_document("Letter")
    get_user_model().objects.create(username="dora", is_superuser=True)


def _grey(shade: int) -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, shade, shade)).save(made, "PNG")
    made.seek(0)
    return made


@dataclass
class Paper:
    """Operations take numbers and find their object by them, so that a history can be shrunk."""

    folder: Folder
    times: Times
    presser: Presser = field(init=False)
    hands: list[tuple[str, list[Sheet], int]] = field(default_factory=list)
    staged: instants.Staged | None = None
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    schedule: Schedule = field(default_factory=Schedule)
    follow: Callable[[], None] = lambda: None
    """Has the folder follow the ledger, where it is that of one host of several."""

    def __post_init__(self) -> None:
        self.presser = Presser(self.folder)
        self.folder.make()

    # -- finding things

    def story(self, n: int) -> StoryPage | None:
        return self._nth(StoryPage.objects.order_by("pk"), n)

    def section(self, n: int) -> Section:
        return self._nth(Section.objects.order_by("pk"), n)

    def picture(self, n: int) -> Picture | None:
        return self._nth(Picture.objects.order_by("pk"), n)

    def brief(self, n: int) -> Brief | None:
        return self._nth(Brief.objects.order_by("pk"), n)

    def rail(self, n: int) -> Rail:
        return self._nth(Rail.objects.order_by("pk"), n)

    @staticmethod
    def _nth(query, n: int):
        found = list(query)
        return found[n % len(found)] if found else None

    @property
    def editor(self):
        return get_user_model().objects.get(username="dora")

    # -- stories

    def new_story(self, n: int, m: int, *, publish: bool = True) -> None:
        section = self.section(n)
        story = StoryPage(
            title=f"{WORDS[m % 4]} {next(self.counter)}",
            slug=f"{SLUGS[m % 4]}-{m // 4}",
            locale=section.locale,
            live=False,
            standfirst="What we know so far.",
            body=[{"type": "paragraph", "value": f"<p>The {SLUGS[m % 4]} was quiet on day {m}.</p>"}],
            hero=self.picture(m) if m % 3 else None,
        )
        story.bylines = [StoryByline(contributor=self._nth(Contributor.objects.order_by("pk"), n + m))]
        story.story_topics = [StoryTopic(topic=self._nth(Topic.objects.order_by("pk"), m))]
        with suppress(*REFUSED):
            section.add_child(instance=story)
            if publish:
                self.publish(story)

    def publish(self, story: StoryPage) -> None:
        with suppress(*REFUSED):
            story.save_revision(user=self.editor, clean=True).publish(user=self.editor)

    def edit(self, n: int, change: Callable[[StoryPage], None]) -> None:
        story = self.story(n)
        if story is not None:
            latest = story.get_latest_revision_as_object()
            change(latest)
            self.publish(latest)

    def give_evidence(self, n: int, m: int) -> None:
        held, source = self._nth(Document.objects.order_by("pk"), m), self._nth(Source.objects.order_by("pk"), m)
        row = StoryEvidence(kind="others", text="a letter", document=held, source=source if m % 2 else None)
        self.edit(n, lambda story: setattr(story, "evidence", [row] if m % 4 else []))

    def give_claim(self, n: int, m: int) -> None:
        source = self._nth(Source.objects.order_by("pk"), m)

        def mark(story: Any) -> None:
            block = next((item["id"] for item in story.body.raw_data), "gone")
            words = {"words": f"claim {m % 3}", "note": f"note {m}", "shown": bool(m % 3)}
            row = StoryClaim(block=block, how="reported", source=source if m % 2 else None, **words)
            story.claims = [row] if m % 4 else []

        self.edit(n, mark)

    def rename_contributor(self, n: int, m: int) -> None:
        person = self._nth(Contributor.objects.order_by("pk"), n % 2)
        person.name = f"Person {n % 2} {m % 3}"
        person.save()

    def tell_in_a_language(self, n: int, m: int) -> None:
        """A person, a topic or a source gets another name there, or loses it again."""
        model, whose = TOLD[n % len(TOLD)]
        key = {whose._meta.model_name: self._nth(whose.objects.order_by("pk"), m), "language": "de"}
        if m % 4:
            model.objects.update_or_create(**key, defaults={"name": f"Auf Deutsch {m % 3}"})
        else:
            model.objects.filter(**key).delete()

    def limit_rights(self, n: int, until: datetime | None) -> None:
        Picture.objects.filter(pk=self.picture(n).pk).update(rights_until=until)

    def withhold(self, n: int) -> None:
        """A document that may not go out any more, or may again."""
        held = self._nth(Document.objects.order_by("pk"), n)
        held.withheld = not held.withheld
        held.save()

    def correct(self, n: int, m: int) -> None:
        story = self.story(n)
        if story is not None:
            with suppress(*REFUSED):
                correct(story, None, CorrectionKind.values[m % 3], f"It was {next(self.counter)}.")

    def take_back(self, n: int) -> None:
        note = self._nth(Correction.objects.order_by("pk"), n)
        if note is not None:
            with suppress(*REFUSED):
                take_back(note, None)

    def autosave(self, n: int) -> None:
        """A draft is saved: that must cost the press nothing."""
        story = self.story(n)
        if story is not None:
            self.drain()
            latest = story.get_latest_revision_as_object()
            latest.standfirst = f"A thought, {next(self.counter)}."
            latest.save_revision(user=self.editor)
            assert not Change.objects.exists(), "a draft that was saved is a change to nobody"

    def relate(self, n: int, m: int) -> None:
        other = self.story(m)

        def change(story: StoryPage) -> None:
            value = {"story": other.pk, "url": "", "headline": "", "teaser": "Read this too."}
            story.body = [
                {"type": "paragraph", "value": "<p>First of all.</p>"},
                {"type": "related", "value": value},
            ]

        if other is not None:
            self.edit(n, change)

    def move(self, n: int, m: int) -> None:
        story, section = self.story(n), self.section(m)
        if story is None or story.locale_id != section.locale_id or story.get_parent().pk == section.pk:
            return
        if not section.get_children().filter(slug=story.slug).exists():
            story.move(section, pos="last-child")

    def reslug(self, n: int, m: int) -> None:
        def change(story: StoryPage) -> None:
            story.slug = f"{SLUGS[m % 4]}-{m // 4}"

        self.edit(n, change)

    def reslug_a_list(self, n: int, m: int) -> None:
        """Of a topic or a contributor; slugs are few, so that one has what another one had."""
        model = (Topic, Contributor)[n % 2]
        thing, slug = model.objects.order_by("pk")[n // 2 % 2], f"{SLUGS[m % 4]}"
        if not model.objects.filter(slug=slug).exists():
            thing.slug = slug
            thing.save()

    def delete_story(self, n: int) -> None:
        story = self.story(n)
        if story is not None:
            with suppress(ProtectedError):
                story.delete()

    # -- the gate

    def act(self, n: int, verb: Verb, *how: object) -> None:
        thing = self.story(n // 2) if n % 2 else self.brief(n // 2)
        if thing is not None:
            self.judge(thing, verb, *how)

    def judge(self, thing: Releasable, verb: Verb, *how: object) -> None:
        with suppress(*REFUSED):
            verb(thing, self.editor, *how)

    # -- the press, step by step

    def drain(self) -> None:
        while consequences.drain():
            pass

    def draw_one_half(self) -> None:
        """Pages are told of the fresh changes, or feeds of those before: the other half is still to come."""
        consequences.drain()

    def press_until_interrupted(self, plates: int) -> None:
        """A run that is broken off by something fresh gives the rest back."""
        left = iter([False] * (plates - 1))
        self.presser.press_taken(self.presser.take(), interrupted=lambda: next(left, True))

    def take_in_hand(self, limit: int) -> None:
        """A presser claims and renders, and is not finished yet."""
        token, mark = claims.new_token(), consequences.last_mark()
        sheets = claiming.claim(token, limit=limit, bulk=False)
        with clock.as_of(clock.now()), rows.one_run():
            for sheet in sheets:
                render(sheet)
        if sheets:
            self.hands.append((token, sheets, mark))

    def finish(self) -> None:
        """It writes and settles what it rendered then."""
        if self.hands:
            token, sheets, mark = self.hands.pop(0)
            for sheet in sheets:
                self.presser.show_files(sheet)
                self.presser.write(sheet)
            settling.settle(token, sheets, mark)

    def crash(self, written: int) -> None:
        """The process dies with plates in its hands, some of their files already switched."""
        for token, sheets, _ in self.hands:
            for sheet in sheets[:written]:
                self.presser.show_files(sheet)
                self.presser.write(sheet)
            Plate.objects.filter(claim=token).update(claim=f"{claims.home()}.{NOBODY}.0")
        self.hands.clear()
        self.staged = None
        claims.free_the_dead()
        self.follow()

    def prepare(self) -> None:
        at = instants.upcoming()
        if at is not None:
            self.staged = instants.prepare(at, self.folder)

    def pass_time(self, seconds: float) -> None:
        """The clock goes on (or is set back), and what is due happens."""
        self.times.at += timedelta(seconds=seconds)
        instants.fire(self.times.at, self.presser, self.staged)
        self.staged = None
        self.schedule.run()
        ageing.let_age()

    def renew_snapshots(self) -> None:
        upkeep.renew_snapshots()

    def settle(self) -> None:
        """Press until nothing is left; nothing may be rewritten whose bytes are the same."""
        while self.hands:
            self.finish()
        before = Files.of(self.folder)
        for _ in range(200):
            drained = consequences.drain()
            pressed = self.presser.press() or self.presser.press(bulk=True)
            assert not pressed.failed, Plate.objects.filter(url__in=pressed.failed).values_list("url", "failure")
            if not drained and not pressed:
                break
        else:
            raise AssertionError("the press does not come to rest")
        self.follow()
        assert not before.rewritten_for_nothing(self.folder)


def full_press(folder: Folder, database: str) -> Folder:
    """A full press in a new process, as of the instant that the press itself judges at."""
    target = Folder(Path(f"{folder.root}-full"))
    environment = {**os.environ, "DATABASE_URL": database}
    command = [sys.executable, "-m", "tests.proof.full", str(target.root), clock.now().isoformat()]
    subprocess.run(command, env=environment, check=True, cwd=Path(__file__).parents[2])
    return target
