"""How a list of stories is set at the desk: dragged, or moved with the keyboard, with little in the way."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel, PageChooserPanel, Panel

from broadsheet.kit import clock
from broadsheet.release import gate, words


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


class Standing(Panel):
    """Of a card: that readers do not get its story, and why."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.story_id) and not self._verdict.public

        @property
        def _verdict(self) -> gate.Verdict:
            return gate.verdict(self.instance.story, clock.now())

        def render_html(self, parent_context: Any = None) -> str:
            said = gettext("Readers do not get this story: %(standing)s.")
            return format_html("<p>{}</p>", said % {"standing": words.standing(self._verdict)})


class Unseen(Panel):
    """A field of the form that nobody sees; `name` is its name."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = name

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "name": self.name}

    class BoundPanel(Panel.BoundPanel):
        def render_html(self, parent_context: Any = None) -> str:
            return str(self.form[self.panel.name])


CARD = [
    PageChooserPanel("story", heading=_("Story")),
    Standing(),
    Folded(
        [FieldPanel("headline"), FieldPanel("kicker"), FieldPanel("standfirst"), FieldPanel("picture")],
        summary=_("In other words here: headline, kicker, standfirst, picture"),
    ),
]
RAIL = [
    Unseen("seen"),
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
