import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('amends', '0001_initial'),
        ('stories', '0008_approval_wanted'),
    ]

    operations = [
        migrations.AlterField(
            model_name='left',
            name='story',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stories.storypage'),
        ),
        migrations.AlterField(
            model_name='left',
            name='key',
            field=models.CharField(help_text='release.carriers.Carried.key; without a story, which thing it is stands before it', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='left',
            constraint=models.UniqueConstraint(condition=models.Q(('story__isnull', True)), fields=('key',), name='amends_left_once_of_others'),
        ),
    ]
