"""Where pressed bytes go: into the press folder of this host (the default), or, where there are several hosts, into
the ledger that each host's folder follows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import structlog

from broadsheet.press import dispatching, hosts, plates, settling
from broadsheet.press.folder import Folder, Packed, pack
from broadsheet.press.plates import Gone, Moved, Page
from broadsheet.press.sheets import Sheet

log = structlog.get_logger("press")


class Outlet(ABC):
    """What a presser asks of the place for its bytes. Each raises OSError or DatabaseError where it cannot be done:
    then the old plate still stands."""

    @abstractmethod
    def has(self, url: str) -> bool:
        """Whether bytes stand there with 200."""

    def show_files(self, sheet: Sheet) -> None:
        """See that the files that a page shows are out no later than the page."""
        shown = sorted(sheet.made.recording.shown if sheet.made else ())
        missing = [url for url in shown if not self.has(url)]
        if missing:
            self._show(sheet, missing)

    @abstractmethod
    def _show(self, sheet: Sheet, missing: list[str]) -> None: ...

    @abstractmethod
    def write(self, sheet: Sheet) -> None:
        """Have stand at the sheet's URL what it is, or nothing."""

    @abstractmethod
    def stage(self, sheet: Sheet) -> dict[str, Path]:
        """Put what a later instant needs aside, unseen: {coding: file}. Empty where there is nothing to put aside."""

    @abstractmethod
    def switch(self, sheet: Sheet, files: dict[str, Path]) -> None:
        """Have what was staged stand there."""

    @abstractmethod
    def announce(self) -> None:
        """Tell servers in other processes that there is something new."""


class InFolder(Outlet):
    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def has(self, url: str) -> bool:
        return self._folder.has(url)

    def _show(self, sheet: Sheet, missing: list[str]) -> None:
        """No picture without a row that leads back to it, or one whose page then came to nothing would be public for
        ever."""
        settling.announce_files(missing)
        for url in missing:
            file = plates.make(url)
            if isinstance(file.result, Page):
                self._folder.put(url, pack(file.result.body, plates.suffix(url)))

    def write(self, sheet: Sheet) -> None:
        url, folder = sheet.url, self._folder
        match sheet.made.result if sheet.made else None:
            case Page():
                sheet.changed = folder.put(url, _packed(sheet))
                sheet.changed |= folder.remove(url, gone=True) | folder.unmove(url)
            case Gone():
                sheet.changed = folder.put(url, _packed(sheet), gone=True)
                sheet.changed |= folder.remove(url) | folder.unmove(url)
            case Moved(to=to, status=status):
                sheet.changed = folder.move(url, to, status)
                sheet.changed |= folder.remove(url) | folder.remove(url, gone=True)
            case None if plates.lasting(url):
                folder.retire(url)
            case None:
                sheet.changed = folder.remove(url) | folder.remove(url, gone=True) | folder.unmove(url)

    def stage(self, sheet: Sheet) -> dict[str, Path]:
        """None for what lies there already with the same bytes, and for redirects: these are only written down."""
        gone = isinstance(sheet.made.result if sheet.made else None, Gone)
        if sheet.packed is None or self._folder.holds(sheet.url, sheet.packed, gone=gone):
            return {}
        return self._folder.stage(sheet.packed)

    def switch(self, sheet: Sheet, files: dict[str, Path]) -> None:
        if not files:
            self.write(sheet)
            return
        gone = isinstance(sheet.made.result if sheet.made else None, Gone)
        self._folder.switch(sheet.url, files, gone=gone)
        self._folder.remove(sheet.url, gone=not gone)
        self._folder.unmove(sheet.url)
        sheet.changed = True

    def announce(self) -> None:
        """They look at each file once a second anyway."""
        try:
            self._folder.bump()
        except OSError as error:
            log.error("the epoch cannot be written", cause=str(error))


class InLedger(Outlet):
    """Everything is written when the sheet is settled (dispatching.send)."""

    def has(self, url: str) -> bool:
        return dispatching.is_out(url)

    def _show(self, sheet: Sheet, missing: list[str]) -> None:
        for url in missing:
            file = plates.make(url)
            if isinstance(file.result, Page):
                sheet.files[url] = file.result.body

    def write(self, sheet: Sheet) -> None:
        pass

    def stage(self, sheet: Sheet) -> dict[str, Path]:
        return {}

    def switch(self, sheet: Sheet, files: dict[str, Path]) -> None:
        pass

    def announce(self) -> None:
        pass


def chosen(folder: Folder) -> Outlet:
    """`folder` is that of this host."""
    return InLedger() if hosts.several() else InFolder(folder)


def _packed(sheet: Sheet) -> Packed:
    if sheet.packed is None:
        raise ValueError(f"{sheet.url} was not rendered")
    return sheet.packed
