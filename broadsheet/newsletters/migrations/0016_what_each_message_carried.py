import django.db.models.deletion
from django.db import migrations, models


def briefs_too(apps, schema_editor):
    """What the blocks and the messages of issues that began name. In which message of an issue a story or a brief stood
    was not kept so far: in any of them."""
    Carries = apps.get_model("newsletters", "Carries")
    known = set(apps.get_model("briefs", "Brief").objects.values_list("pk", flat=True))
    made = dict(apps.get_model("newsletters", "Compiled").objects.values_list("issue", "carries"))
    for issue in apps.get_model("newsletters", "Issue").objects.filter(begun_at__isnull=False).iterator():
        briefs = {block["value"] for block in issue.body.raw_data if block["type"] == "brief"}
        briefs |= set((made.get(issue.pk) or {}).get("briefs", []))
        Carries.objects.bulk_create([Carries(issue_id=issue.pk, brief_id=key) for key in sorted(briefs & known)])


class Migration(migrations.Migration):
    dependencies = [("briefs", "0004_removal"), ("newsletters", "0015_who_has_which_words")]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="amends_brief",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="the brief that a correction puts right",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="briefs.brief",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="put_right_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="when that was put right, as it was known when the correction began",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(model_name="carries", name="newsletters_carried_once"),
        migrations.AddField(
            model_name="carries",
            name="brief",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="briefs.brief"
            ),
        ),
        migrations.AddField(
            model_name="carries",
            name="made_at",
            field=models.DateTimeField(
                help_text="of the message (Compiled.made_at); null: not known, any of the issue's", null=True
            ),
        ),
        migrations.AlterField(
            model_name="carries",
            name="story",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stories.storypage"
            ),
        ),
        migrations.AddConstraint(
            model_name="carries",
            constraint=models.UniqueConstraint(
                fields=("issue", "made_at", "story"), name="newsletters_carried_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="carries",
            constraint=models.UniqueConstraint(
                fields=("issue", "made_at", "brief"), name="newsletters_brief_carried_once"
            ),
        ),
        migrations.RunPython(briefs_too, migrations.RunPython.noop),
    ]
