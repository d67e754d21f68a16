from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NarrationConfig(AppConfig):
    name = "broadsheet.narration"
    label = "narration"
    verbose_name = _("narration")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.narration import announcing, carrying, erasing  # noqa: F401, PLC0415  (need the loaded app registry)
