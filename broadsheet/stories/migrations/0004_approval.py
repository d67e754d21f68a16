import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0003_kept_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claim', models.CharField(help_text='unnamed.Claim.key', max_length=32)),
                ('words', models.TextField(help_text='as they were approved')),
                ('who', models.CharField(blank=True, help_text='how readers are told of the source', max_length=600)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='stories.storypage')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'permissions': [('approve_unnamed', 'Can approve what rests on one unnamed source')],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('story', 'claim'), name='stories_approved_once')],
            },
        ),
    ]
