import django.utils.timezone
import gallery.models
from django.db import migrations, models
from gallery.migrations._foreign_keys import cascading


class Migration(migrations.Migration):
    """A mark on lists that were imported."""

    dependencies = [
        ('gallery', '0005_curators_and_editors_in_chief'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedList',
            fields=[
                ('image', models.OneToOneField(db_constraint=False, on_delete=gallery.models.cascade, primary_key=True, related_name='imported_list', serialize=False, to='gallery.image')),
                ('source', models.CharField(help_text='The files that the list came from.', max_length=520)),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        # Behind the table, since a constraint made with it is not there yet when it shall cascade.
        migrations.AlterField(
            model_name='importedlist',
            name='image',
            field=models.OneToOneField(on_delete=gallery.models.cascade, primary_key=True, related_name='imported_list', serialize=False, to='gallery.image'),
        ),
        cascading(('gallery', 'importedlist', 'image')),
    ]
