from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("running", "0001_backups")]

    operations = [
        migrations.AddField(
            "backup",
            "host",
            models.CharField(blank=True, default="", help_text="the machine that made it", max_length=250),
            preserve_default=False,
        ),
    ]
