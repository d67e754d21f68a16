from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('briefs', '0004_removal'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='brief',
            index=models.Index(condition=models.Q(('killed_at__isnull', False)), fields=['id'], name='briefs_killed'),
        ),
    ]
