"""A claimed plate on its way through the press."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadsheet.press import plates
from broadsheet.press.folder import Packed, pack
from broadsheet.press.hosts import several
from broadsheet.press.models import Shown
from broadsheet.press.plates import Gone, Made, Moved, Page


@dataclass(slots=True)
class Sheet:
    """`put_off`: not written, because something more urgent came, or because another presser has what it leads to in
    its hands. `order` is that of its kind. `files` are those that the page shows and that must go out with it."""

    pk: int
    url: str
    kind: str
    wanted: int
    order: int = 0
    made: Made | None = None
    packed: Packed | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    changed: bool = False
    failure: str = ""
    put_off: bool = False

    @property
    def status(self) -> int:
        match self.made.result if self.made else None:
            case Page():
                return 200
            case Gone():
                return 410
            case Moved(status=status):
                return status
        return 0

    @property
    def moved_to(self) -> str:
        """Where a redirect leads to; "" for anything else."""
        match self.made.result if self.made else None:
            case Moved(to=to):
                return to
        return ""


def render(sheet: Sheet) -> None:
    """Make the sheet's bytes as of `clock.now()`."""
    sheet.made = plates.make(sheet.url)
    result = sheet.made.result
    if isinstance(result, Page | Gone):
        if plates.shown_only(sheet.made.kind) and not Shown.objects.filter(url=sheet.url).exists():
            sheet.made = Made(sheet.url, sheet.made.kind, None, sheet.made.recording)
            return
        # hosts that follow a ledger compress for themselves
        sheet.packed = Packed({"": result.body}) if several() else pack(result.body, plates.suffix(sheet.url))
