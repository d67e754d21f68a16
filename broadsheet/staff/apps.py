from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "broadsheet.staff"
    label = "staff"
    verbose_name = _("staff")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.staff import noticing  # noqa: F401, PLC0415  (receivers; they need the loaded app registry)
