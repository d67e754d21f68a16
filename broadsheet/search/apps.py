from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "broadsheet.search"
    label = "search"
    verbose_name = _("search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.search import (  # noqa: PLC0415  (need the loaded app registry)
            erasing,  # noqa: F401
            keeping,  # noqa: F401
            menu,  # noqa: F401
        )
