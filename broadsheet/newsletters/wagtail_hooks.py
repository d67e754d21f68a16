"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from broadsheet.newsletters.desk import menu
from broadsheet.newsletters.desk.issues import hooks as issues  # noqa: F401  (registers itself)
from broadsheet.newsletters.desk.letters import NewsletterViewSet
from broadsheet.newsletters.desk.subscribers import hooks as subscribers  # noqa: F401  (the same)
from broadsheet.newsletters.models import Newsletter

register_snippet(NewsletterViewSet)


@hooks.register("register_admin_menu_item")
def readers_mail() -> MenuItem:
    return menu.menu


@hooks.register("before_delete_snippet")
def keep_what_is_in_use(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Its subscriptions would go with it, and with them every link to leave it in mails that were sent."""
    if not any(isinstance(each, Newsletter) and each.is_in_use() for each in instances):
        return None
    messages.error(request, _("A newsletter with subscribers or issues cannot be deleted: close it instead."))
    return redirect(NewsletterViewSet().get_url_name("list"))
