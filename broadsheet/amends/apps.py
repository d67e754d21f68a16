from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AmendsConfig(AppConfig):
    name = "broadsheet.amends"
    label = "amends"
    verbose_name = _("putting it right")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.amends import carrying, erasing, keeping, plates  # noqa: F401, PLC0415  (need the loaded app registry)
