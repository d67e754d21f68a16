import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

import broadsheet.kit.languages


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0004_approval'),
    ]

    operations = [
        migrations.AddField(
            model_name='topic',
            name='description',
            field=models.TextField(blank=True, help_text='A sentence or two at the head of its page.', max_length=1000, verbose_name='description'),
        ),
        migrations.CreateModel(
            name='TopicWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=broadsheet.kit.languages.further, max_length=20, verbose_name='language')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('description', models.TextField(blank=True, max_length=1000, verbose_name='description')),
                ('topic', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='stories.topic')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('topic', 'language'), name='stories_topic_once_a_language')],
            },
        ),
    ]
