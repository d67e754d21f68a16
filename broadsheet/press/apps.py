from django.apps import AppConfig
from django.db.backends.signals import connection_created

from broadsheet.kit.triggers import around_migrations


class PressConfig(AppConfig):
    name = "broadsheet.press"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.press import precedence, triggers  # noqa: PLC0415  (needs the loaded app registry)

        around_migrations(self, triggers.drop, triggers.install)
        connection_created.connect(precedence.on_connection, dispatch_uid="press.precedence")
