from django.db import migrations, models


def widen(apps, schema_editor):
    """On PostgreSQL, where it changes no row. SQLite holds nobody to a length, and would write both tables anew."""
    if schema_editor.connection.vendor == "postgresql":
        for table in ("press_dependency", "press_mark"):
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN tag TYPE varchar(2000)")


class Migration(migrations.Migration):
    dependencies = [("press", "0006_purges")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField("dependency", "tag", models.CharField(max_length=2000)),
                migrations.AlterField("mark", "tag", models.CharField(max_length=2000)),
            ],
        ),
    ]
