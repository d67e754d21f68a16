from django.apps import AppConfig
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
        from broadsheet.staff import noticing  # noqa: F401, PLC0415  (receivers; they need the loaded app registry)
