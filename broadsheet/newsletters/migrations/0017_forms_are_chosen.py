from django.db import migrations, models

STORIES = (
    "A story has one form, of the first newsletter with this tick; where its text has a form of its own, none "
    "stands at its end."
)
RAIL = (
    "Of fronts, for the first newsletter with this tick; beside stories only where no newsletter has the tick above."
)


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0016_what_each_message_carried"),
    ]

    operations = [
        migrations.AddField(
            model_name="newsletter",
            name="below_stories",
            field=models.BooleanField(default=True, help_text=STORIES, verbose_name="form at the end of stories"),
        ),
        migrations.AddField(
            model_name="newsletter",
            name="in_rail",
            field=models.BooleanField(default=True, help_text=RAIL, verbose_name="form in the rail"),
        ),
    ]
