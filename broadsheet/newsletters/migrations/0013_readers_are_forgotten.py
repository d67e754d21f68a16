import re

import django.db.models.deletion
from django.db import migrations, models

ADDRESS = re.compile(r"[^\s<>\"'(),;:=]+@[^\s<>\"'(),;:]+")
ENDED = ("sent", "failed", "skipped")


def forget(apps, schema_editor):
    """Notes that went out named their readers for ever; so did some replies of relays."""
    Note, Delivery = (apps.get_model("newsletters", name) for name in ("Note", "Delivery"))
    Note.objects.filter(state__in=ENDED).delete()
    for note in Note.objects.iterator():
        Note.objects.filter(pk=note.pk).update(key=note.address.strip().lower())
    for row in Delivery.objects.filter(reply__contains="@").only("pk", "reply").iterator():
        Delivery.objects.filter(pk=row.pk).update(reply=ADDRESS.sub("…", row.reply))


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0012_compiled_carries")]

    operations = [
        migrations.AddField(
            model_name="note",
            name="key",
            field=models.CharField(
                default="", help_text="as a subscriber's: an erasure finds it by that", max_length=320
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["key"], name="newsletters_notes_to"),
        ),
        migrations.CreateModel(
            name="Merged",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old", models.BigIntegerField(help_text="key of the subscription that is gone", unique=True)),
                ("epoch", models.PositiveIntegerField(help_text="its token_epoch")),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merged",
                        to="newsletters.subscription",
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
