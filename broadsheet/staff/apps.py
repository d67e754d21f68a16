from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


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

        pre_migrate.connect(append_only.drop_before_migrate, sender=self)
        post_migrate.connect(append_only.install_after_migrate, sender=self)
