import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

import broadsheet.kit.languages


class Migration(migrations.Migration):

    dependencies = [
        ('sourcing', '0002_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=broadsheet.kit.languages.further, max_length=20, verbose_name='language')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                ('source', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='sourcing.source')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('source', 'language'), name='sourcing_once_a_language')],
            },
        ),
    ]
