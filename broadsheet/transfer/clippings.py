"""Imports saved pages: a draft story and its briefs from each. Running it twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from wagtail.models import Page

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock, languages
from broadsheet.sections.models import HomePage, Section
from broadsheet.stories.models import StoryPage
from broadsheet.transfer import clipped_briefs, clipped_stories
from broadsheet.transfer.clipping import Clipping, ClippingRefused, Problem, read, to_json
from broadsheet.transfer.clipping.decoding import LARGEST
from broadsheet.transfer.outcome import Done, Outcome

FIRST_SECTION = ("News", "news")  # made for a paper that has no section yet
TRIES = 5  # at keeping a file while somebody at the desk makes the same
CROSSED = "somebody was making the same at the desk"


class NoSuchPlace(Exception):
    """There is no such section or language; the message is the one sentence to show."""


class _Gone(Exception):
    """The section was deleted after the import began."""


class ClippingImport:
    """One run over some files, into one section."""

    def __init__(self, language: str = "", section: str = "") -> None:
        """`section` is a slug; by default the first section of the language's tree, made where there is none."""
        self.language = language or languages.default()
        self.home = _home(self.language)
        self.section = self._section(section)
        self.outcome = Outcome()
        self.found: list[Clipping] = []
        self.failed = 0

    def run(self, files: Iterable[Path], *, dry: bool, progress: Callable[[], None] = lambda: None) -> None:
        """Import every file; one that is refused is counted in `failed` and reported, and the rest goes on."""
        for file in files:
            try:
                saved_on = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
                clipping = read(_bytes(file), file.name, saved_on=saved_on)
            except (OSError, ClippingRefused) as error:
                self.outcome.count(Done.SKIPPED)
                self.outcome.problems.append(Problem(str(file), _why(error)))
                self.failed += 1
            else:
                self.found.append(clipping)
                self.outcome.problems += [*clipping.problems, *_missing_pictures(clipping, file.name)]
                self._keep(clipping, file.name, saved_on, dry=dry)
            progress()

    def to_json(self, *, dry: bool) -> dict[str, Any]:
        """The form that scripts rely on; a dry run also tells what it found."""
        report = self.outcome.to_json()
        if dry:
            shown = [to_json(clipping) for clipping in self.found]
            for key in ("stories", "briefs"):
                report[key] = [item for clipping in shown for item in clipping[key]]
        return report

    def _keep(self, clipping: Clipping, name: str, saved_on: date, *, dry: bool) -> None:
        """All of a file or nothing. The desk works meanwhile: what it made at the same moment is looked for anew."""
        for left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    section, done = self._made(clipping, name, saved_on, dry=dry)
            except IntegrityError as error:
                if not left:
                    self._refuse(clipping, Problem(name, f"{CROSSED} ({_first_line(error)}): import it once more."))
            except _Gone:
                self._refuse(clipping, Problem(name, "its section was deleted meanwhile: import it into another."))
                return
            else:
                self.section = self.section or section
                for one in done:
                    self.outcome.count(one)
                return

    def _made(self, clipping: Clipping, name: str, saved_on: date, *, dry: bool) -> tuple[Section | None, list[Done]]:
        """Where its stories were put, and what became of each item. Raises IntegrityError, _Gone."""
        section = None if dry or not clipping.stories else self._held()
        done = []
        for story in clipping.stories:
            known = StoryPage.objects.filter(foreign_id=clipped_stories.foreign_id(story)).exists()
            if section is not None and not known:
                clipped_stories.make_draft(story, section, name=name)
            done.append(Done.UNCHANGED if known else Done.IMPORTED)
        for brief in clipping.briefs:
            known = Brief.objects.filter(foreign_id=clipped_briefs.foreign_id(brief)).exists()
            if not dry and not known:
                clipped_briefs.make_draft(brief, self.language, saved_on)
            done.append(Done.UNCHANGED if known else Done.IMPORTED)
        return section, done

    def _refuse(self, clipping: Clipping, problem: Problem) -> None:
        """Nothing of it was kept."""
        self.outcome.problems.append(problem)
        for _item in (*clipping.stories, *clipping.briefs):
            self.outcome.count(Done.SKIPPED)
        self.failed += 1

    def _held(self) -> Section:
        """The section, which nobody adds to until the file is kept: a page's slug must be free among its sisters."""
        section = self.section or self._sections().first() or self._first_section()
        if not Page.objects.select_for_update().filter(pk=section.pk).exists():
            raise _Gone
        return section

    def _sections(self) -> Any:
        return Section.objects.child_of(self.home).order_by("path")

    def _section(self, slug: str) -> Section | None:
        section: Section | None = self._sections().filter(slug=slug).first() if slug else self._sections().first()
        if slug and section is None:
            known = ", ".join(self._sections().values_list("slug", flat=True)) or "none yet"
            raise NoSuchPlace(f"There is no section {slug} in the tree of {self.language} (there are: {known}).")
        return section

    def _first_section(self) -> Section:
        title, slug = FIRST_SECTION
        now = clock.now()
        section = Section(
            title=title, slug=slug, locale_id=self.home.locale_id, first_published_at=now, last_published_at=now
        )
        self.home.refresh_from_db()  # its number of children, which decides the place
        self.home.add_child(instance=section)
        return section


def _home(language: str) -> HomePage:
    home = HomePage.objects.filter(locale__language_code=language).first()
    if home is None:
        known = ", ".join(settings.PAPER_LANGUAGES)
        raise NoSuchPlace(f"The paper has no pages in {language}: its languages are {known}.")
    return home


def _bytes(file: Path) -> bytes:
    """No more of it than is needed to refuse it. Raises ClippingRefused for a pipe or a device, which never end."""
    if not file.is_file() and not file.is_dir():
        raise ClippingRefused(f"{file.name} is no file: save the page as HTML or text and import that.")
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _why(error: OSError | ClippingRefused) -> str:
    return f"it cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)


def _missing_pictures(clipping: Clipping, name: str) -> Iterator[Problem]:
    for story in clipping.stories:
        for picture in story.pictures:
            words = picture.caption or picture.alt or picture.src
            yield Problem(
                name, f"the picture itself is missing, its caption and credit are in the note: {words[:80]}"
            )
