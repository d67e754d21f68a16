from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "broadsheet.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.people import plates  # noqa: F401, PLC0415  (needs the loaded app registry)
