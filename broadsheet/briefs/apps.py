from django.apps import AppConfig


class BriefsConfig(AppConfig):
    name = "broadsheet.briefs"
    label = "briefs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.briefs import carrying, checks, news, plates  # noqa: F401, PLC0415  (need the loaded app registry)
