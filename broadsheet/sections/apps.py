from django.apps import AppConfig


class SectionsConfig(AppConfig):
    name = "broadsheet.sections"
    label = "sections"
    default_auto_field = "django.db.models.BigAutoField"
