from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0005_hosts")]

    operations = [
        migrations.CreateModel(
            name="Purge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=1800, unique=True)),
                ("after", models.BigIntegerField(default=0, help_text="the dispatch that every host must have first")),
                ("due", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=500)),
                ("retry_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
