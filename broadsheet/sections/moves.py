"""Redirects from where pages stood, made in the transaction that moves them.

Wagtail makes them by signals after the commit: a crash in between leaves the old addresses of a whole section
without one, and nothing finds that out later. Both of its ways to another address (a move, another slug) write the
addresses of what lies below in their transaction, by one method: that is where ours are made.
"""

from __future__ import annotations

from typing import Any

from wagtail.contrib.redirects.signal_handlers import (
    autocreate_redirects_on_page_move,
    autocreate_redirects_on_slug_change,
)
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

_write_below = Page._update_descendant_url_paths


def _write_below_and_redirect(page: Any, before: str, after: str) -> None:
    _write_below(page, before, after)
    autocreate_redirects_on_page_move(instance=page, url_path_before=before, url_path_after=after)


def install() -> None:
    """Put ours in place of Wagtail's."""
    post_page_move.disconnect(autocreate_redirects_on_page_move)
    page_slug_changed.disconnect(autocreate_redirects_on_slug_change)
    Page._update_descendant_url_paths = _write_below_and_redirect
