from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "broadsheet.fronts"
    label = "fronts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.fronts import breaking, carrying, everywhere, plates, preview, section_fronts, story_rails  # noqa: F401, PLC0415  (need the loaded app registry)
