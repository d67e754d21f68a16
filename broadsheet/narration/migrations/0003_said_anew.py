"""All may be said anew: what is one of very many comes later, and a recording knows by which rules it was made."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("narration", "0002_where_errors_go")]

    operations = [
        migrations.AddField(
            "narration",
            "anew_at",
            models.DateTimeField(editable=False, help_text="when all was last to be said anew", null=True),
        ),
        migrations.AddField(
            "narration",
            "anew_of",
            models.PositiveIntegerField(default=0, editable=False, help_text="recordings that there were then"),
        ),
        migrations.RemoveIndex("look", "narration_due"),
        migrations.AddField("look", "later", models.BooleanField(default=False)),
        migrations.AddIndex(
            "look",
            models.Index(
                condition=Q(looked__lt=F("wanted")), fields=["later", "-story"], name="narration_due_in_order"
            ),
        ),
        migrations.AddField(
            "recording",
            "later",
            models.BooleanField(default=False, help_text="one of very many: made when no other waits"),
        ),
        migrations.AddField(
            "recording",
            "rules",
            models.CharField(blank=True, help_text="by which its text was made (text/rules.py)", max_length=16),
        ),
        migrations.AddField(
            "recording",
            "took",
            models.FloatField(default=0, help_text="seconds from its beginning until it was ready"),
        ),
    ]
