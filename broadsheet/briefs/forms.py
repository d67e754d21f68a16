from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from broadsheet.briefs.models import Brief

PUBLISH = "action-publish"


class BriefForm(WagtailAdminModelForm):
    """What is in the address cannot be changed once there is one. What keeps a brief in is said before anything is
    done, so that what was typed stays in the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.dated is not None:
            for name in {"slug", "language"} & set(self.fields):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        if PUBLISH in self.data and not self.errors:
            words = {name: given.get(name, "") for name in ("headline", "text", "note")}
            language = given.get("language") or self.instance.language
            for sentence in Brief(pk=self.instance.pk, language=language, **words).unready():
                self.add_error(None, sentence)
        return given

    class Meta:
        model = Brief
        fields = ("headline", "text", "note", "language", "slug")
