"""Everybody who writes reads the rules of house style; editors make them."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission
ALL = ("add", "change", "view", "delete")
RIGHTS = {"Reporter": ("view",), "Editor": ALL, "Chief editor": ALL}


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=RIGHTS):
        for verb in RIGHTS[group.name]:
            right = permission(apps, "proofreading", "houserule", f"{verb}_houserule", f"Can {verb} rule of house style")
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_unnamed_sources"), ("proofreading", "0001_initial")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
