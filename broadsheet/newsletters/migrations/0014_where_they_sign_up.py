"""Who confirmed lately is found among very many who were imported."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0013_readers_are_forgotten")]

    operations = [
        migrations.AddIndex(
            "consentrecord",
            models.Index(condition=Q(event="confirmed"), fields=["newsletter", "at"], name="newsletters_joined"),
        ),
    ]
