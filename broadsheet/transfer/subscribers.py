"""Imports lists of subscribers. Running it twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.kit import clock, languages
from broadsheet.newsletters import consent
from broadsheet.newsletters.importing import columns, reading, work
from broadsheet.newsletters.importing.batches import Bringing, Counts
from broadsheet.newsletters.importing.work import Place, Report
from broadsheet.newsletters.models import Newsletter
from broadsheet.transfer.clipping import Problem
from broadsheet.transfer.outcome import Done, Outcome


class NoSuchNewsletter(Exception):
    """There is none of that name; the message is the one sentence to show."""


@dataclass(frozen=True, slots=True)
class List:
    """A file that can be read, and what it was taken for."""

    path: Path
    form: reading.Form
    columns: dict[int, columns.Field]
    rows: int

    def told(self) -> dict[str, Any]:
        """Column names by what they mean, and those that are not kept."""
        names = dict(enumerate(self.form.header))
        return {
            "file": self.path.name,
            "rows": self.rows,
            "encoding": self.form.encoding,
            "delimiter": self.form.delimiter,
            "columns": {
                names.get(number, str(number + 1)): str(field.value) for number, field in self.columns.items()
            },
            "not kept": columns.not_kept(self.form, self.columns),
        }


class SubscriberImport:
    """One run over some files, into one newsletter."""

    def __init__(self, newsletter: str, consent_words: str, language: str = "") -> None:
        """`newsletter` is a slug of the language, by default of the paper's first one."""
        self.newsletter = _newsletter(newsletter, language or languages.default())
        self.words = consent_words.strip()
        self.outcome = Outcome()
        self.counts = Counts()
        self.lists: list[List] = []
        self.refused = 0

    def look(self, files: Iterable[Path]) -> int:
        """Read each file to its end before anything is written; how many rows they have. One that cannot be read is
        reported with nothing of it written, and the rest goes on."""
        for file in files:
            try:
                form = reading.form(file)
                guessed = columns.guess(form)
                work.check(guessed)
                self.lists.append(List(file, form, guessed, work.count(file, form)))
            except reading.Unreadable as error:
                self.refused += 1
                self.outcome.count(Done.SKIPPED)
                self.outcome.problems.append(Problem(str(file), str(error)))
        return sum(each.rows for each in self.lists)

    def run(self, *, dry: bool, progress: Callable[[int], None] = lambda _rows: None) -> None:
        """Bring in what was looked at; `progress` is told how many rows more are done."""
        wording = None if dry else consent.wording(self.words)
        for each in self.lists:
            to = Bringing(self.newsletter, self.newsletter.language, wording, clock.wall(), dry=dry)
            report, told = Report(), _Progress(progress)
            work.run(each.path, each.form, each.columns, to, report, done=told)
            self._add(each.path, report)

    def to_json(self, *, dry: bool) -> dict[str, Any]:
        """The form that scripts rely on; a dry run also tells what it found in the columns."""
        counts = {name: getattr(self.counts, name) for name in Counts.__slots__}
        report = {**self.outcome.to_json(), "subscribers": counts}
        return {**report, "files": [each.told() for each in self.lists]} if dry else report

    def _add(self, file: Path, report: Report) -> None:
        counts = report.counts
        self.counts.add(counts)
        self.outcome.counts[Done.IMPORTED] += counts.confirmed + counts.unsubscribed + counts.suppressed
        self.outcome.counts[Done.UNCHANGED] += counts.unchanged
        self.outcome.counts[Done.SKIPPED] += counts.blocked + counts.bad
        self.outcome.problems += [Problem(f"{file.name}:{each.line}", each.what) for each in report.problems]


def _newsletter(slug: str, language: str) -> Newsletter:
    found = Newsletter.objects.filter(slug=slug, language=language).first()
    if found is None:
        known = ", ".join(Newsletter.objects.filter(language=language).values_list("slug", flat=True)) or "none yet"
        raise NoSuchNewsletter(f"There is no newsletter {slug} in {language} (there are: {known}).")
    return found


class _Progress:
    """Tells the rows of the last stage, in which each is looked at."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self.tell, self.told = tell, 0

    def __call__(self, place: Place) -> None:
        if place.stage == work.GETS:
            self.tell(place.done - self.told)
            self.told = place.done
