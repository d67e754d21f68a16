"""The desk's form of a story."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from broadsheet.sections.forms import PaperForm
from broadsheet.stories import ledger, unfinished

LEFT_OUT = "desk-left-out"
"""Among the updates of an open editor: what could not be saved, for desk/static/desk/leftout.js."""


class StoryForm(unfinished.Forgiving, PaperForm):
    """Whoever marks or confirms a claim sends no hash of its paragraph: it is that of the text which is saved.
    `by_itself`: nobody asked for this saving, so that nobody looks where it says what is wrong."""

    def __init__(self, *args: Any, by_itself: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_itself = by_itself
        self.has_other_slug = False
        if self.instance.pk and unfinished.has_no_headline(self.instance):
            self.initial |= {"title": "", "headline_is_working": False}
            if self.instance.first_published_at is None:
                self.initial["slug"] = ""  # it follows the headline

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        for row in self._rows():
            row.by_itself = self.by_itself

    def _rows(self) -> list[Any]:
        return [row for formset in self.formsets.values() for row in formset.forms]

    # -- what a draft may do without

    def clean(self) -> Any:
        cleaned: Any = super().clean()
        if self.is_deferred_validation:
            if self.by_itself and "body" in self._errors:
                self._keep_body(cleaned)
            self._keep_headline(cleaned)
            self._keep_slug(cleaned)
        return cleaned

    def _keep_body(self, cleaned: dict[str, Any]) -> None:
        told: list[str] = []
        cleaned["body"] = self.instance._meta.get_field("body").stream_block.clean_as_far_as_it_goes(
            self["body"].data, told
        )
        del self._errors["body"]
        self.left_out += [_("%(field)s: it is not complete.") % {"field": name} for name in told]

    def _keep_headline(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("title", self.instance.title):
            return
        self._errors.pop("title", None)
        body = cleaned.get("body", self.instance.body)
        cleaned["title"] = unfinished.working_headline(body.raw_data, self.instance.language)
        cleaned["headline_is_working"] = True

    def _keep_slug(self, cleaned: dict[str, Any]) -> None:
        """Until it is published nobody relies on its slug: one that cannot be becomes the next that is free."""
        story, parent, typed = self.instance, self.parent_page, self["slug"].data
        if unfinished.stands(cleaned.get("slug", ""), parent, story) or (typed and not self.by_itself):
            return
        if story.first_published_at is not None:
            if "slug" in cleaned:
                self.add_error("slug", _("A story cannot have this slug."))
            return
        self._errors.pop("slug", None)
        cleaned["slug"] = unfinished.free_slug(typed or cleaned.get("title") or story.title, parent, story)
        self.has_other_slug = True

    def told(self) -> str:
        """What was left out of the saving, and why."""
        return " ".join([*self.left_out, *(said for row in self._rows() for said in getattr(row, "left_out", ()))])

    # -- claims

    def save(self, commit: bool = True) -> Any:
        ledger.settle((form.instance for form in self._claims()), self.instance.body.raw_data)
        return super().save(commit)

    def _claims(self) -> list[Any]:
        formset = self.formsets.get("claims")
        return [form for form in formset.forms if form not in formset.deleted_forms] if formset else []

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """What the open editor has to know after it has saved by itself."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        rows = {form.prefix: form.instance for form in self._claims()}
        now = ledger.hashes(self.instance.body.raw_data, (row.block for row in rows.values()))
        for prefix, row in rows.items():
            updates.append((f"{prefix}-text_hash", row.text_hash))
            updates.append((f"{prefix}-{ledger.NOW}", now.get(row.block, "")))
            if not self.data.get(f"{prefix}-words", "").strip():
                updates.append((f"{prefix}-words", row.words))
        if self.has_other_slug and not unfinished.has_no_headline(self.instance):
            updates.append(("slug", self.instance.slug))
        if told := self.told():
            updates.append((LEFT_OUT, told))
        return updates
