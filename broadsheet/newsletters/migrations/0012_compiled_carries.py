from django.db import migrations, models


def from_blocks(apps, schema_editor):
    """What the blocks of compiled issues name; which Editors' Picks stood in them then is not known any more."""
    for made in apps.get_model("newsletters", "Compiled").objects.select_related("issue").iterator():
        found = {"stories": [], "briefs": []}
        for block in made.issue.body.raw_data:
            if block["type"] == "story" and block["value"].get("story"):
                found["stories"].append(block["value"]["story"])
            elif block["type"] == "brief" and block["value"]:
                found["briefs"].append(block["value"])
        made.carries = found
        made.save(update_fields=["carries"])


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0011_carriers")]

    operations = [
        migrations.AddField(
            model_name="compiled",
            name="carries",
            field=models.JSONField(
                default=dict,
                help_text='keys of all that it tells of: {"stories": […], "briefs": […]}, for the gate',
            ),
        ),
        migrations.RunPython(from_blocks, migrations.RunPython.noop),
    ]
