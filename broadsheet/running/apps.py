from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "broadsheet.running"
    label = "running"
    default_auto_field = "django.db.models.BigAutoField"
