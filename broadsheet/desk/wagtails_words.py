"""Words of Wagtail that our catalogues have instead of its own: those that it leaves in English on the screens that a
newsroom sees most, and those that take a name of ours where another language would have to bend it ("Add %(label)s").
Nothing reads this; the collector of messages finds them here, and Django lets our catalogues go before Wagtail's."""

from __future__ import annotations

from django.utils.translation import gettext_noop, ngettext_lazy

TAKING_A_NAME = (
    gettext_noop("Add %(label)s"),
    gettext_noop("Add %(model_name)s"),
    gettext_noop("Choose %(object)s"),
    gettext_noop("Choose another %(object)s"),
    gettext_noop("Edit this %(object)s"),
    gettext_noop("New: %(model_name)s"),
)
LEFT = (
    gettext_noop("Search…"),
    gettext_noop("Search all pages…"),
    gettext_noop("- Select an option -"),
    gettext_noop("Exploring"),
    gettext_noop("Toggle status"),
    gettext_noop("Toggle comments"),
    gettext_noop("Toggle checks"),
    gettext_noop("Toggle preview"),
    gettext_noop("Sorry, you do not have permission to access this area."),
)
COUNTED = (
    ngettext_lazy(
        '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
    ),
)
