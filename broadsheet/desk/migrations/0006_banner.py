"""Editors raise the breaking banner, and lower it."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=("Editor", "Chief editor")):
        for verb in ("add", "change", "view"):
            group.permissions.add(permission(apps, "fronts", "breaking", f"{verb}_breaking", f"Can {verb} breaking banner"))


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_narration"), ("fronts", "0003_breaking")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
