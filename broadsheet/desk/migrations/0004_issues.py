"""Reporters write issues of newsletters; editors send them."""

from importlib import import_module

from django.db import migrations

permission = import_module("broadsheet.desk.migrations.0001_roles").permission
WRITE = ("add", "change", "view")
SEND = (*WRITE, "delete", "publish", "lock", "unlock", "send")
RIGHTS = {"Reporter": WRITE, "Editor": SEND, "Chief editor": SEND}


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=RIGHTS):
        for verb in RIGHTS[group.name]:
            group.permissions.add(permission(apps, "newsletters", "issue", f"{verb}_issue", f"Can {verb} issue"))


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_readers_mail"), ("newsletters", "0005_who_may_send")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
