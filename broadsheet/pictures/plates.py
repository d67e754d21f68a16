"""The pressed files of pictures."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.kit import clock
from broadsheet.pictures import damage
from broadsheet.pictures.files import PATTERN, made, picture_of
from broadsheet.pictures.models import Picture
from broadsheet.pictures.unreadable import PictureUnreadable
from broadsheet.press import plates, rows
from broadsheet.press.plates import Page, Plates
from broadsheet.press.watch import watch
from broadsheet.press.worker import every_tick
from broadsheet.release import gate

watch(
    Picture,
    ignore=("description", "created_at", "uploaded_by_user", "collection", "file_size", "usage_restrictions"),
    instants=("rights_from", "rights_until"),
)


class Media(Plates):
    name = "media"
    asks = "judges the picture, and is there only while a judged page shows it"
    pattern = PATTERN
    shown_only = True

    def urls(self) -> Iterable[str]:
        return ()

    def make(self, url: str) -> Page | None:
        key = picture_of(url)
        picture = rows.get(Picture, key) if key else None
        if picture is None or not gate.verdict(picture, clock.now()).public:
            return None
        try:
            body = made(picture, url)
        except PictureUnreadable as error:
            damage.note(picture, error.cause)
            return None
        return Page(body) if body is not None else None


plates.register(Media())
every_tick("pictures", damage.Rounds().run)
