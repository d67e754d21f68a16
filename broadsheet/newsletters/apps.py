from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "broadsheet.newsletters"
    label = "newsletters"
    verbose_name = _("newsletters")

    def ready(self) -> None:
        from broadsheet.newsletters import (  # noqa: PLC0415  (need the loaded app registry)
            carrying,  # noqa: F401
            erasing,  # noqa: F401
            mapping,  # noqa: F401
            offering,  # noqa: F401
            plates,  # noqa: F401
        )
