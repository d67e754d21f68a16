from django.apps import AppConfig


class SectionsConfig(AppConfig):
    name = "broadsheet.sections"
    label = "sections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.sections import moves, offline, onward, plates, privacy  # noqa: F401, PLC0415  (need the loaded app registry)

        moves.install()
        onward.install()
