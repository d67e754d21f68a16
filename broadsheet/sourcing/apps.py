from django.apps import AppConfig


class SourcingConfig(AppConfig):
    name = "broadsheet.sourcing"
    label = "sourcing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.sourcing import plates  # noqa: F401, PLC0415  (needs the loaded app registry)
