from django.db import migrations, models


def take_away(apps, schema_editor):
    """Drop the index of one column. AlterField would do so, too, but SQLite would write the whole table anew."""
    image = apps.get_model('gallery', 'Image')
    for name in schema_editor._constraint_names(image, ['updated_at'], index=True):
        schema_editor.execute(schema_editor._delete_index_sql(image, name))


def make_again(apps, schema_editor):
    image = apps.get_model('gallery', 'Image')
    schema_editor.execute(schema_editor._create_index_sql(image, fields=[image._meta.get_field('updated_at')]))


class Migration(migrations.Migration):
    """What changed lately is found on an index alone, which begins with the column that had one: so there is no more."""

    dependencies = [
        ('gallery', '0013_doubts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='image',
            index=models.Index(fields=['updated_at', 'id', 'published'], name='image_by_change'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(take_away, make_again)],
            state_operations=[
                migrations.AlterField(
                    model_name='image',
                    name='updated_at',
                    field=models.DateTimeField(auto_now=True),
                ),
            ],
        ),
    ]
