import gallery.search.columns
from django.db import migrations
from gallery.search.columns import fold_again

LEXEMES = """
    ALTER TABLE gallery_image ADD COLUMN lexemes tsvector
    GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(words, ' '), ''))) STORED
"""


def fill(apps, schema_editor):
    """Fold the words of what is there."""
    for name in ('Tag', 'Image'):
        rows = apps.get_model('gallery', name)._base_manager.using(schema_editor.connection.alias)
        fold_again(rows.filter(words=None))


def index(apps, schema_editor):
    """Have PostgreSQL keep a full text index; see `gallery.search.columns.Lexemes`."""
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(LEXEMES)
        schema_editor.execute('CREATE INDEX image_words ON gallery_image USING gin (lexemes)')


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('ALTER TABLE gallery_image DROP COLUMN lexemes')


class Migration(migrations.Migration):
    """The words of images and tags, folded, to be searched in."""

    dependencies = [
        ('gallery', '0011_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='image',
            name='words',
            field=gallery.search.columns.WordsField(editable=False, null=True, of=('title', 'description')),
        ),
        migrations.AddField(
            model_name='tag',
            name='words',
            field=gallery.search.columns.WordsField(editable=False, null=True, of=('name',)),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, unindex),
    ]
