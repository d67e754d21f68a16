from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig

from broadsheet.kit import triggers


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's accounts with views of ours."""

    user_viewset = "broadsheet.staff.users.UserViewSet"


class StaffConfig(AppConfig):
    default = True
    name = "broadsheet.staff"
    label = "staff"
    verbose_name = _("staff")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.staff import (  # noqa: PLC0415  (they need the loaded app registry)
            append_only,
            noticing,  # noqa: F401  (receivers)
            resetting,  # noqa: F401  (what the worker does)
            thinning,  # noqa: F401  (the same)
        )

        triggers.around_migrations(self, append_only.drop, append_only.install)
