from django.db import migrations
from gallery.migrations._groups import CURATORS, EDITORS, granting

CURATE = [
    *(f'{verb}_image' for verb in ('view', 'add', 'change', 'publish')),
    *(f'{verb}_tag' for verb in ('view', 'add', 'change')),
    *(f'{verb}_curatedpair' for verb in ('view', 'add', 'change', 'delete')),
    'view_recommendation',
    'view_nearduplicate',
]


class Migration(migrations.Migration):
    """Who may show images to visitors, and two groups of people to begin with."""

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('gallery', '0004_only_alike'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='image',
            options={'ordering': ['-uploaded_at', '-id'], 'permissions': [('publish_image', 'Can show images to visitors and take them away')]},
        ),
        granting('gallery', {CURATORS: CURATE, EDITORS: [*CURATE, 'delete_image', 'delete_tag']}),
    ]
