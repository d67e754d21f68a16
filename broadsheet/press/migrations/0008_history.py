from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0007_long_tags")]

    operations = [
        migrations.CreateModel(
            name="History",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="random", max_length=32)),
                ("made", models.DateTimeField(help_text="when the copy was")),
                (
                    "state",
                    models.CharField(
                        choices=[("back", "Back"), ("locked", "Locked"), ("settled", "Settled")], max_length=10
                    ),
                ),
            ],
            options={"verbose_name_plural": "histories"},
        ),
    ]
