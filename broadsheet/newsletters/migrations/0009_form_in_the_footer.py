from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0008_stuck_is_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="newsletter",
            name="in_footer",
            field=models.BooleanField(
                default=False,
                help_text="Below every page of its language. Where several have this tick, the first stands there.",
                verbose_name="form in the footer",
            ),
        ),
    ]
