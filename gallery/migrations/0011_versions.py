from django.db import migrations, models
from gallery.triggers import removed_on_the_way_back


class Migration(migrations.Migration):
    """What changed, as triggers note it; they are made after the migrations, see `gallery.triggers`."""

    dependencies = [
        ('gallery', '0010_where_alike'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.BigIntegerField(help_text='How many changes this row stands for.')),
                ('mark', models.BigIntegerField(help_text='A random number, so that no two versions are ever called the same.')),
                ('places', models.BigIntegerField(help_text='The mark, where images moved within the order of a wall.')),
                ('published', models.BigIntegerField(help_text='How many more images visitors may see.')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveIndex(
            model_name='image',
            name='image_newest_published',
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('published', True)), fields=['-uploaded_at', '-id', 'published'], name='image_by_newest'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('published', True)), fields=['title', 'id', 'published'], name='image_by_title'),
        ),
        removed_on_the_way_back(),
    ]
