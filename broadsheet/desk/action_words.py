"""The buttons at the foot of the editors, in the desk's words, each with what it does."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.forms import Media
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.kit import clock
from broadsheet.release.models import Releasable
from broadsheet.release.words import moment

Context = dict[str, Any]
PUBLISH, APPROVE, LOCKED, TAKE_BACK = "action-publish", "approve", "action-page-locked", "action-cancel-workflow"
SUBMIT, RESTART = "action-submit", "action-restart-workflow"


class Worded:
    """One of Wagtail's items under another label, with a sentence below it."""

    def __init__(self, item: Any, label: str, what: str) -> None:
        self._item, self.what = copy(item), what
        if label:
            self._item.label = label
        self.name, self.order = item.name, item.order

    @property
    def media(self) -> Media:
        media: Media = self._item.media
        return media

    def render_html(self, parent_context: Context) -> SafeString:
        button = self._item.render_html(parent_context)
        return format_html('{}<p class="desk-what">{}</p>', button, self.what) if self.what else button


def worded(items: list[Any], thing: Any) -> list[Any]:
    """The same items without those that do what another does. The first one is the button that shows: for who cannot
    save, the way to take it back, or else that it is locked."""
    names = {item.name for item in items}
    kept = [item for item in items if not (item.name == PUBLISH and APPROVE in names)]
    if APPROVE in names or (SUBMIT in names and _read_by_one(thing)):
        kept = [item for item in kept if item.name != RESTART]
    if {LOCKED, TAKE_BACK} <= names:
        kept = [item for item in kept if item.name != LOCKED]
        kept.sort(key=lambda item: item.name != TAKE_BACK)
    kept.sort(key=lambda item: item.name != LOCKED)
    shown = kept[0].name if kept else ""
    kept.sort(key=lambda item: (item.name != shown, _ORDER.get(_key(item), 50)))
    return [_word(item, thing, first=number == 0) for number, item in enumerate(kept)]


def _read_by_one(thing: Any) -> bool:
    """Handing it in where it was sent back and from the beginning are the same."""
    state = getattr(thing, "current_workflow_state", None)
    return state is not None and state.workflow.workflow_tasks.count() == 1


def _key(item: Any) -> str:
    return f"{item.name}-noted" if getattr(item, "launch_modal", False) and item.name == APPROVE else item.name


def _word(item: Any, thing: Any, *, first: bool) -> Worded:
    key = _key(item)
    label, what = _WORDS.get(key, ("", ""))
    if key in (PUBLISH, APPROVE):
        what = when_readers_have_it(thing)
    return Worded(item, str(label), "" if first else str(what))


def when_readers_have_it(thing: Any) -> str:
    """What publishing `thing` now would do. None or something new has nothing that could keep it in."""
    now = clock.now()
    if not isinstance(thing, Releasable):
        return _("Readers have it within seconds.")
    if thing.hold:
        return _("It stays in until the hold is lifted: %(reason)s") % {"reason": thing.hold_reason}
    later = [instant for instant in (thing.go_live_at, thing.embargoed_until) if instant and instant > now]
    if later:
        return _("Readers have it on %(time)s, by itself.") % {"time": moment(max(later))}
    if thing.live:
        return _("Readers have the changes within seconds.")
    return _("Readers have it within seconds.")


_ORDER = {
    "action-save-draft": 0,
    "action-save": 0,
    APPROVE: 1,
    f"{APPROVE}-noted": 2,
    "reject": 3,
    PUBLISH: 4,
    SUBMIT: 5,
    "action-release": 60,
    "action-unpublish": 70,
    TAKE_BACK: 80,
}
_WORDS = {
    APPROVE: (gettext_lazy("Approve and publish"), ""),
    f"{APPROVE}-noted": (gettext_lazy("Approve with a note, and publish"), gettext_lazy("The writer gets the note.")),
    "reject": (gettext_lazy("Ask for changes"), gettext_lazy("It goes back to the writer with what you write.")),
    SUBMIT: ("", gettext_lazy("An editor reads it, and publishes it or sends it back.")),
    TAKE_BACK: (
        gettext_lazy("Take back the submission"),
        gettext_lazy("No editor waits for it any more."),
    ),
    RESTART: (gettext_lazy("Submit again"), gettext_lazy("An editor begins to read it anew.")),
    "action-unpublish": (
        gettext_lazy("Unpublish"),
        gettext_lazy("Its page answers as if it had never been. To leave a notice there, kill it."),
    ),
    "action-narration": ("", gettext_lazy("What will be said, before anybody publishes it.")),
    "action-release": ("", gettext_lazy("When readers may have it, and taking it back for good.")),
    "action-save-draft": ("", gettext_lazy("Nobody outside the newsroom sees it.")),
    "action-save": ("", gettext_lazy("Nobody outside the newsroom sees it.")),
}
