"""Editors stand for what rests on one unnamed source."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission


def allow(apps, schema_editor):
    right = permission(apps, "stories", "approval", "approve_unnamed", "Can approve what rests on one unnamed source")
    for group in apps.get_model("auth.Group").objects.filter(name__in=("Editor", "Chief editor")):
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_banner"), ("stories", "0004_approval")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
