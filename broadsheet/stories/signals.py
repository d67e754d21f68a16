"""What stories announce to higher rooms, inside the transaction in which it happened: a receiver that has to send
something writes a row for it."""

from __future__ import annotations

from django.dispatch import Signal

corrected = Signal()
"""A story was corrected: `story`, and `correction` (None when one was taken back)."""
