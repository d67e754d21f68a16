"""How a list of stories is set at the desk: dragged, or moved with the keyboard, with little in the way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel, PageChooserPanel


class Folded(MultiFieldPanel):
    """Fields that are seldom needed: folded away while all of them are empty. `summary` stands for them."""

    def __init__(self, children: Any = (), *, summary: Any = "", **kwargs: Any) -> None:
        super().__init__(children, **kwargs)
        self.summary = summary

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "summary": self.summary}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "fronts/desk/folded.html"

        @property
        def is_open(self) -> bool:
            names = [child.field_name for child in self.panel.children]
            return any(self.form[name].value() or self.form[name].errors for name in names)


class Settled(MultiFieldPanel):
    """What is set once: open while the thing is new, folded away from then on."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def classes(self) -> list[str]:
            return [*super().classes(), *(["collapsed"] if self.instance.pk else [])]


CARD = [
    PageChooserPanel("story", heading=_("Story")),
    Folded(
        [FieldPanel("headline"), FieldPanel("kicker"), FieldPanel("standfirst"), FieldPanel("picture")],
        summary=_("In other words here: headline, kicker, standfirst, picture"),
    ),
]
RAIL = [
    MultipleChooserPanel("cards", chooser_field_name="story", heading=_("Stories"), label=_("Story")),
    Settled(
        [
            *(FieldPanel("title"), FieldPanel("name"), FieldPanel("language")),
            PageChooserPanel("section", "sections.Section"),
            *(FieldPanel("fill_to"), FieldPanel("remind_after")),
        ],
        heading=_("The list"),
    ),
]
