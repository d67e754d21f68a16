from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "broadsheet.newsletters"
    label = "newsletters"
    verbose_name = _("newsletters")

    def ready(self) -> None:
        from broadsheet.newsletters import mapping, offering, plates  # noqa: F401, PLC0415  (need the loaded app registry)
