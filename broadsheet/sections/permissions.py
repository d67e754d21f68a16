"""Who may do what with a page of the paper."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Page, PagePermissionTester

_STAYS: list[type[Page]] = []
_HAD = Q(live=True) | Q(last_published_at__isnull=False)


def stays_once_published(model: type[Page]) -> type[Page]:
    """Pages of this type are deleted by nobody at the desk once readers had them: what was published is kept, and
    the notice at the address of what was killed with it."""
    _STAYS.append(model)
    return model


class Tester(PagePermissionTester):
    """Wagtail's rules, without its page privacy (see privacy.py), and nobody deletes what has to be kept."""

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """With `ignore_bulk` Wagtail asks whether it may be moved, which loses nothing."""
        return super().can_delete(ignore_bulk) and (ignore_bulk or not self._holds_what_stays())

    def _holds_what_stays(self) -> bool:
        if not _STAYS or self.page.depth is None:
            return False
        pages = Page.objects.type(*_STAYS).filter(_HAD, _at_or_below(self.page))
        return bool(pages.exists())


def _at_or_below(page: Page) -> Q:
    """Found by the index. A list asks this of each of its rows, and SQLite looks through the whole archive for the
    LIKE of get_descendants."""
    itself = Q(pk=page.pk)
    return itself if page.is_leaf() else itself | Q(path__range=Page._get_children_path_interval(page.path))
