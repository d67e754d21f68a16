from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedForPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('place', models.CharField(help_text='a digest of where from', max_length=64)),
                ('about', models.CharField(help_text='a digest of the address', max_length=64)),
                ('address', models.CharField(blank=True, max_length=254)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['place', 'at'], name='staff_password_by_place'), models.Index(fields=['about', 'at'], name='staff_password_by_address')],
            },
        ),
    ]
