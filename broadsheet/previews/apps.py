from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreviewsConfig(AppConfig):
    name = "broadsheet.previews"
    label = "previews"
    verbose_name = _("preview links")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.previews import erasing  # noqa: F401, PLC0415  (needs the loaded app registry)
