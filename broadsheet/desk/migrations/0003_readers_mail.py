"""Editors see to newsletters; who the subscribers are, only chief editors may see: it is personal data."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission
ALL = ("add", "change", "view", "delete")
RIGHTS = {
    "Editor": {"newsletter": ("change", "view")},
    "Chief editor": {
        "newsletter": ALL,
        "subscriber": ALL,
        "suppression": ("add", "view", "delete"),
        "import": ("add", "view"),
        "mailcheck": ("change", "view"),
    },
}


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=RIGHTS):
        for model, verbs in RIGHTS[group.name].items():
            for verb in verbs:
                right = permission(apps, "newsletters", model, f"{verb}_{model}", f"Can {verb} {model}")
                group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_around_the_pages"), ("newsletters", "0002_imports_and_checks")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
