from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import StrIndex, Substr


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0018_blocks_are_no_schema")]

    operations = [
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(
                Substr("key", StrIndex("key", Value("@")) + 1), F("id"), name="newsletters_of_domain"
            ),
        ),
        migrations.AddIndex(
            model_name="consentrecord",
            index=models.Index(
                condition=models.Q(("event", "erased")), fields=["address_hash"], name="newsletters_erased"
            ),
        ),
    ]
