import django.db.models.deletion
import django.utils.timezone
import gallery.cascading
from django.db import migrations, models
from gallery.migrations._foreign_keys import cascading

WHAT = [
    ('pin', 'always recommend'),
    ('pin_both', 'always recommend, both ways'),
    ('hide', 'never recommend'),
    ('hide_both', 'never recommend, both ways'),
    ('undo', 'decision taken back'),
    ('same', 'the same picture'),
    ('different', 'not the same'),
    ('unjudge', 'verdict taken back'),
    ('leave', 'left as it is, in spite of doubts'),
    ('unleave', 'doubts taken up again'),
]
FIRST = {'db_index': False, 'help_text': 'The image with the lower number.', 'on_delete': gallery.cascading.cascade, 'related_name': '+', 'to': 'gallery.image'}
SECOND = {'on_delete': gallery.cascading.cascade, 'related_name': '+', 'to': 'gallery.image'}


class Migration(migrations.Migration):
    """What visitors say against a pair, and what curators answer."""

    dependencies = [
        ('gallery', '0012_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='pairevent',
            name='what',
            field=models.CharField(choices=WHAT, max_length=9, verbose_name='decided'),
        ),
        migrations.CreateModel(
            name='Doubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.ForeignKey(db_constraint=False, **FIRST)),
                ('second', models.ForeignKey(db_constraint=False, **SECOND)),
                ('visitor', models.CharField(blank=True, help_text='See `visitors.mark_of`; empty from the next day.', max_length=32)),
                ('said_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='gallery.pairevent')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['first', 'second'], name='doubt_pair')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('visitor', ''), _negated=True), fields=('visitor', 'first', 'second'), name='doubt_once_a_visitor_and_day'),
                    models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='doubt_in_order'),
                ],
            },
        ),
        # Behind the table, since a constraint made with it is not there yet when it shall cascade.
        migrations.AlterField(model_name='doubt', name='first', field=models.ForeignKey(**FIRST)),
        migrations.AlterField(model_name='doubt', name='second', field=models.ForeignKey(**SECOND)),
        cascading(('gallery', 'doubt', 'first'), ('gallery', 'doubt', 'second')),
    ]
