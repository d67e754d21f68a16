"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from broadsheet.newsletters.desk import menu
from broadsheet.newsletters.desk.issues import hooks as issues  # noqa: F401  (registers itself)
from broadsheet.newsletters.desk.letters import NewsletterViewSet
from broadsheet.newsletters.desk.subscribers import hooks as subscribers  # noqa: F401  (the same)

register_snippet(NewsletterViewSet)


@hooks.register("register_admin_menu_item")
def readers_mail() -> MenuItem:
    return menu.menu
