from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0004_awaited")]

    operations = [
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=1800, unique=True)),
                ("status", models.PositiveSmallIntegerField(help_text="200, 410, or a redirect's; 0: nothing any more")),
                ("to", models.CharField(blank=True, help_text="where a redirect leads to", max_length=1800)),
                ("digest", models.CharField(blank=True, help_text="BLAKE2b-128 of the bytes, hex", max_length=32)),
                ("body", models.BinaryField(help_text="until the bucket has had them for a while", null=True)),
                ("at", models.DateTimeField(help_text="when it changed; of what is retired, when that was")),
                ("stored_at", models.DateTimeField(help_text="when the bucket had it", null=True)),
                ("claimed_until", models.DateTimeField(help_text="somebody brings it there now", null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=500)),
                ("retry_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "dispatches",
                "indexes": [
                    models.Index(condition=models.Q(("stored_at", None)), fields=["id"], name="press_not_stored"),
                    models.Index(condition=models.Q(("body__isnull", False)), fields=["stored_at"], name="press_bodies"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Host",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, unique=True)),
                ("upto", models.BigIntegerField(help_text="the newest dispatch that its folder has")),
                ("owed", models.PositiveIntegerField(default=0, help_text="dispatches before that whose bytes could not be had yet")),
                ("trouble", models.CharField(blank=True, max_length=300)),
                ("seen", models.DateTimeField()),
            ],
        ),
    ]
