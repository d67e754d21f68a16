"""The screens around subscribers and their mail join Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from broadsheet.newsletters.desk import mailbox, mailchecks
from broadsheet.newsletters.desk.menu import HOOK, Guarded
from broadsheet.newsletters.desk.subscribers import blocked, files, person, screens, trail

OWN = ("subscriber", "suppression", "import", "mailcheck")
"""Models that are no snippets: their permissions are offered with a group's others."""


@hooks.register("register_admin_urls")
def subscribers_screens() -> list[URLPattern]:
    return [
        path("newsletters/growth/", screens.growth_view, name="newsletters_growth"),
        path("newsletters/subscribers/", screens.list_view, name="newsletters_subscribers"),
        path("newsletters/subscribers/add/", person.add_view, name="newsletters_subscriber_add"),
        path("newsletters/subscribers/<int:pk>/", person.person_view, name="newsletters_subscriber"),
        path("newsletters/blocked/", blocked.blocked_view, name="newsletters_blocked"),
        path("newsletters/lists/", files.imports_view, name="newsletters_imports"),
        path("newsletters/lists/<int:pk>/", files.import_view, name="newsletters_import"),
        path("newsletters/mail-check/", mailchecks.mail_check_view, name="newsletters_mail_check"),
        path("newsletters/mailbox/", mailbox.mailbox_view, name="newsletters_mailbox"),
        path("newsletters/mailbox/<str:name>/", mailbox.mailbox_view, name="newsletters_mail"),
        path("newsletters/mailbox/<str:name>/html/", mailbox.mail_html_view, name="newsletters_mail_html"),
        path("newsletters/everybody.zip", files.everybody_view, name="newsletters_everybody"),
        path("newsletters/<int:pk>/subscribers.csv", files.export_view, name="newsletters_export"),
    ]


def _item(label: Any, url: str, icon: str, order: int, *needs: str) -> None:
    def item() -> MenuItem:
        return Guarded(label, url, icon, order, *needs)

    hooks.register(HOOK, item)


_item(_("How they grow"), "newsletters_growth", "view", 30, "view_newsletter")
_item(_("Subscribers"), "newsletters_subscribers", "group", 40, "view_subscriber")
_item(_("Bring in a list"), "newsletters_imports", "upload", 50, "add_import")
_item(_("Blocked addresses"), "newsletters_blocked", "no-view", 60, "view_suppression")
_item(_("Check of the mail"), "newsletters_mail_check", "check", 70, "view_mailcheck")


class MailboxItem(Guarded):
    """Only where mail stays here."""

    def is_shown(self, request: HttpRequest) -> bool:
        return mailbox.mailbox() is not None and super().is_shown(request)


@hooks.register(HOOK)
def mailbox_item() -> MenuItem:
    return MailboxItem(_("Mailbox"), "newsletters_mailbox", "mail", 80, "view_subscriber")


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="newsletters", content_type__model__in=OWN)


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    registry.register_action(trail.BLOCKED, _("Block"), _("Blocked a mail address"))
    registry.register_action(trail.UNBLOCKED, _("Lift a block"), _("Lifted the block of a mail address"))
    registry.register_action(trail.ERASED, _("Erase"), _("Erased a subscriber"))
    registry.register_action(mailchecks.OVERRIDDEN, _("Override the check"), _("Let newsletters go out all the same"))
    registry.register_action(mailchecks.WITHDRAWN, _("Withdraw the override"), _("Let the mail check decide again"))
    registry.register_action(files.EVERYBODY, _("Take everybody out"), _("Took all lists of subscribers out"))
    registry.register_action(files.EXPORTED, _("Take a list out"), _("Took the list of subscribers out"))


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("newsletters/readers.css"))
