"""What the room brings to lower rooms: each of these modules registers itself when it is loaded."""

from __future__ import annotations

from broadsheet.narration import described, marks, page_plates, plates, player, podcast_plates, waking

__all__ = ["described", "marks", "page_plates", "plates", "player", "podcast_plates", "waking"]
