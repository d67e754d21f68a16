from django.db import migrations

import broadsheet.newsletters.composing.blocks


class Migration(migrations.Migration):
    """What an issue is made of stands in the code alone from now on: the column stays as it is."""

    dependencies = [("newsletters", "0017_forms_are_chosen")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="issue",
                    name="body",
                    field=broadsheet.newsletters.composing.blocks.IssueBody(blank=True, verbose_name="what it brings"),
                )
            ]
        )
    ]
