"""Chief editors confirm what somebody else asked for: that a story is destroyed by order of a court."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission


def allow(apps, schema_editor):
    name = "Can confirm that a story is destroyed by order of a court"
    right = permission(apps, "amends", "erasure", "confirm_erasure", name)
    for group in apps.get_model("auth.Group").objects.filter(name="Chief editor"):
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("desk", "0009_staff"), ("amends", "0001_initial")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
