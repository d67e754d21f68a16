import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

import broadsheet.kit.languages


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContributorWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=broadsheet.kit.languages.further, max_length=20, verbose_name='language')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('biography', models.TextField(blank=True, max_length=2000, verbose_name='biography')),
                ('disclosure', models.TextField(blank=True, max_length=2000, verbose_name='disclosure of interests')),
                ('contributor', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='people.contributor')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('contributor', 'language'), name='people_once_a_language')],
            },
        ),
    ]
