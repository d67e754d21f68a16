from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "broadsheet.fronts"
    label = "fronts"
    default_auto_field = "django.db.models.BigAutoField"
