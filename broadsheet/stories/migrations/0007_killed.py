from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0006_removal'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='storypage',
            index=models.Index(condition=models.Q(('killed_at__isnull', False)), fields=['page_ptr'], name='stories_killed'),
        ),
    ]
