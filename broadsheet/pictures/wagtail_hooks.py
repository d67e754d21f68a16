"""Pictures at the desk: what their screens look like, and who may change one."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static

from broadsheet.pictures import permissions

permissions.register()


@hooks.register("insert_editor_js")
def dates() -> str:
    """A picture may be uploaded where one is chosen, in any editor, and its form asks for days. Wagtail would fetch
    what these need when the form comes, by a script in the page, which no page of the desk runs."""
    return format_html('<script src="{}"></script>', versioned_static("wagtailadmin/js/date-time-chooser.js"))


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("pictures/desk.css"))
