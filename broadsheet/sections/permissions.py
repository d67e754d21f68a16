"""Who may do what with a page of the paper."""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class Tester(PagePermissionTester):
    """Wagtail's rules, without its page privacy (see privacy.py)."""

    def can_set_view_restrictions(self) -> bool:
        return False
