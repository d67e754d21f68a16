from django.apps import AppConfig


class ProofreadingConfig(AppConfig):
    name = "broadsheet.proofreading"
    label = "proofreading"
    default_auto_field = "django.db.models.BigAutoField"
