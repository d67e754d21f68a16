"""Chief editors set what stands around every page, and how the paper looks."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission
RIGHTS = {("sections", "menu"): ("change", "view"), ("sections", "appearance"): ("change",)}


def allow(apps, schema_editor):
    chiefs = apps.get_model("auth.Group").objects.filter(name="Chief editor").first()
    for (app, model), verbs in RIGHTS.items() if chiefs else ():
        for verb in verbs:
            chiefs.permissions.add(permission(apps, app, model, f"{verb}_{model}", f"Can {verb} {model}"))


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_roles"), ("sections", "0003_appearance")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
