"""Reporters mend names; editors choose voices and how recordings say what they are."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission
MEND = {"pronunciation": ("add", "change", "view")}
SETTLE = {"pronunciation": ("add", "change", "view", "delete"), "narration": ("change", "view")}
RIGHTS = {"Reporter": MEND, "Editor": SETTLE, "Chief editor": SETTLE}


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=RIGHTS):
        for model, verbs in RIGHTS[group.name].items():
            for verb in verbs:
                right = permission(apps, "narration", model, f"{verb}_{model}", f"Can {verb} {model}")
                group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_issues"), ("narration", "0001_initial")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
