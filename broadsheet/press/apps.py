from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class PressConfig(AppConfig):
    name = "broadsheet.press"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.press import precedence, triggers  # noqa: PLC0415  (needs the loaded app registry)

        pre_migrate.connect(triggers.drop_before_migrate, sender=self)
        post_migrate.connect(triggers.install_after_migrate, sender=self)
        connection_created.connect(precedence.on_connection, dispatch_uid="press.precedence")
