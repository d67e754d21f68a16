"""The desk's form of a story."""

from __future__ import annotations

from typing import Any

from broadsheet.sections.forms import PaperForm
from broadsheet.stories import ledger


class StoryForm(PaperForm):
    """Whoever marks or confirms a claim sends no hash of its paragraph: it is that of the text which is saved."""

    def save(self, commit: bool = True) -> Any:
        ledger.settle((form.instance for form in self._claims()), self.instance.body.raw_data)
        return super().save(commit)

    def _claims(self) -> list[Any]:
        formset = self.formsets.get("claims")
        return [form for form in formset.forms if form not in formset.deleted_forms] if formset else []

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """What the open editor has to know of its claims after it has saved by itself."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        rows = {form.prefix: form.instance for form in self._claims()}
        now = ledger.hashes(self.instance.body.raw_data, (row.block for row in rows.values()))
        for prefix, row in rows.items():
            updates.append((f"{prefix}-text_hash", row.text_hash))
            updates.append((f"{prefix}-{ledger.NOW}", now.get(row.block, "")))
            if not self.data.get(f"{prefix}-words", "").strip():
                updates.append((f"{prefix}-words", row.words))
        return updates
