from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "broadsheet.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.stories import (  # noqa: PLC0415  (need the loaded app registry)
            asking,  # noqa: F401
            checks,  # noqa: F401
            moves,  # noqa: F401
            news,  # noqa: F401
            plates,  # noqa: F401
        )
