"""Where stories join Wagtail's admin. What the desk does around publishing is in desk/refusals.py."""

from __future__ import annotations

from broadsheet.stories import approving, claims_report, claims_screen, correcting  # noqa: F401  (their hooks)
