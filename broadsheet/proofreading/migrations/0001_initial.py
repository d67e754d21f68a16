from django.db import migrations, models

import broadsheet.kit.languages


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='HouseRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(max_length=200, verbose_name='what is looked for')),
                ('is_expression', models.BooleanField(default=False, help_text='Otherwise these very words are looked for, as whole words; capitals count.', verbose_name='a regular expression')),
                ('suggestion', models.CharField(blank=True, help_text='One click puts it there. Of a regular expression, \\1 is what its first brackets found.', max_length=200, verbose_name='what the house writes')),
                ('reason', models.CharField(blank=True, help_text='One sentence, for the writer.', max_length=300, verbose_name='why')),
                ('language', models.CharField(blank=True, choices=broadsheet.kit.languages.choices, help_text='Empty: every language.', max_length=20, verbose_name='language')),
                ('blocking', models.BooleanField(default=False, help_text='A story with it is not newly published. Otherwise the rule is advice.', verbose_name='keeps a story in')),
                ('in_force', models.BooleanField(default=True, verbose_name='in force')),
            ],
            options={
                'verbose_name': 'rule of house style',
                'verbose_name_plural': 'house style',
                'ordering': ['pattern', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Elsewhere',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text='SHA-256 of the address', max_length=64, unique=True)),
                ('url', models.TextField()),
                ('state', models.CharField(choices=[('new', 'New'), ('there', 'There'), ('gone', 'Gone'), ('nobody', 'Nobody'), ('silent', 'Silent'), ('private', 'Private'), ('unsure', 'Unsure')], default='new', max_length=10)),
                ('status', models.PositiveSmallIntegerField(help_text='of HTTP', null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('looked_at', models.DateTimeField(null=True)),
                ('due', models.DateTimeField(help_text='when to look; empty: nobody asked', null=True)),
                ('noticed_at', models.DateTimeField(help_text='when a text with it was last seen')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('due__isnull', False)), fields=['due'], name='proofreading_due')],
            },
        ),
    ]
