import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0003_kept_in'),
        ('updates', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='update',
            name='byline',
            field=models.CharField(blank=True, help_text='who told it, as readers have it', max_length=160),
        ),
        migrations.AddField(
            model_name='update',
            name='grown',
            field=models.ForeignKey(blank=True, help_text='the story it became', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stories.storypage'),
        ),
        migrations.AddField(
            model_name='update',
            name='note',
            field=models.CharField(blank=True, help_text='Readers see it below the update, after the word “Correction”.', max_length=500, verbose_name='what was corrected'),
        ),
    ]
