"""How stories are edited at the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.panels.base import get_form_for_model
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Page

from broadsheet.people.former import SLUG_HELP
from broadsheet.stories import ledger
from broadsheet.stories.unfinished import Row, Rows


class HeadlineInput(AdminAutoHeightTextInput):
    """A headline on as many lines as it takes, so that all of it is seen; it is one line all the same."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-one-line": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.split()) if isinstance(value, str) else value


class RowsPanel(InlinePanel):
    """Rows of which one that is only begun keeps no draft from being saved."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        own = options["formsets"][self.relation_name]
        deferred = own["form"]._meta.defer_required_on_fields if "form" in own else []
        form = get_form_for_model(self.db_field.related_model, form_class=Row, defer_required_on_fields=deferred)
        options["formsets"][self.relation_name] = {**own, "form": form, "formset": Rows}
        return options


class ClaimsPanel(RowsPanel):
    """What the paragraphs claim. The desk's script puts each row beside its paragraph, whose id and text it holds on
    to in fields that nobody sees (desk/static/desk/claims.js)."""

    UNSEEN = ("block", "text_hash", "protected")

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        own = options["formsets"][self.relation_name]
        own["fields"] = [*own["fields"], *self.UNSEEN]
        own["widgets"] = {**own["widgets"], **{name: HiddenInput() for name in self.UNSEEN}}
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "stories/desk/claims_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is not None:
                blocks = [child.instance.block for child in self.children]
                now = ledger.hashes(self.instance.body.raw_data, blocks) if any(blocks) else {}
                for child in self.children:
                    child.text_now = now.get(child.instance.block, "")


TOPIC = [
    FieldPanel("name"),
    FieldPanel("slug", help_text=SLUG_HELP),
    FieldPanel("description"),
    *(
        [InlinePanel("words", heading=_("In other languages"), label=_("Language"))]
        if len(settings.PAPER_LANGUAGES) > 1
        else []
    ),
]
STORY_TOPIC = [FieldPanel("topic", heading=_("Topic"))]
EVIDENCE = [FieldPanel(name) for name in ("kind", "text", "source", "document", "link", "link_text")]
CLAIM = [
    FieldPanel("words", widget=AdminAutoHeightTextInput, classname="desk-claim-wide", disable_comments=True),
    *(FieldPanel(name, disable_comments=True) for name in ("how", "speaker", "source", "date", "link")),
    FieldPanel("note", widget=AdminAutoHeightTextInput, classname="desk-claim-wide", disable_comments=True),
    FieldPanel("shown", classname="desk-claim-wide", disable_comments=True),
]

CONTENT = [
    TitleFieldPanel(
        "title",
        placeholder=_("Headline"),
        help_text=_("As readers see it."),
        widget=HeadlineInput,
        required_on_save=False,
    ),
    FieldPanel("standfirst"),
    FieldPanel("body"),
    MultiFieldPanel([FieldPanel("hero"), FieldPanel("hero_caption")], heading=_("Picture")),
    RowsPanel("bylines", heading=_("Byline"), label=_("Name")),
    ClaimsPanel("claims", heading=_("Claims"), label=_("Claim")),
    MultiFieldPanel(
        [FieldPanel("how_we_know"), RowsPanel("evidence", label=_("Row"))], heading=_("How we know this")
    ),
    RowsPanel("story_topics", heading=_("Topics"), label=_("Topic")),
    MultiFieldPanel(
        [FieldPanel(name) for name in ("kicker", "dateline", "headline_is_working", "ednote")], heading=_("Also")
    ),
]
PROMOTE = [
    FieldPanel("slug", help_text=_("The end of the story's address. The old address leads to the new one.")),
    MultiFieldPanel(
        [
            FieldPanel("seo_title", help_text=_("Left empty: the headline.")),
            FieldPanel("search_description", help_text=_("Left empty: the standfirst.")),
        ],
        heading=_("For search engines"),
    ),
]
SETTINGS = [
    *Page.settings_panels,
    MultiFieldPanel(
        [FieldPanel("access", read_only=True), FieldPanel("embargoed_until", read_only=True)],
        heading=_("Release"),
    ),
]
