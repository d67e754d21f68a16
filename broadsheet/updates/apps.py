from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "broadsheet.updates"
    label = "updates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.updates import erasing, news, plates  # noqa: F401, PLC0415  (need the loaded app registry)
