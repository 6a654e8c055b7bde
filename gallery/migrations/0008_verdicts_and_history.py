import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

USER = {'null': True, 'on_delete': django.db.models.deletion.SET_NULL, 'related_name': '+', 'to': settings.AUTH_USER_MODEL}
WHAT = [
    ('pin', 'always recommend'),
    ('pin_both', 'always recommend, both ways'),
    ('hide', 'never recommend'),
    ('hide_both', 'never recommend, both ways'),
    ('undo', 'decision taken back'),
    ('same', 'the same picture'),
    ('different', 'not the same'),
    ('unjudge', 'verdict taken back'),
]


class Migration(migrations.Migration):
    """Whether two images are the same picture, as curators say; and who decided what on two images, and when."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('gallery', '0007_perceptual_hash'),
    ]

    operations = [
        migrations.CreateModel(
            name='PairVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('same', 'the same picture'), ('different', 'not the same')], max_length=9)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by', models.ForeignKey(**USER)),
                ('first', models.ForeignKey(help_text='The image with the lower number.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='gallery.image')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='gallery.image')),
            ],
            options={
                'verbose_name': 'verdict',
                'default_permissions': (),
                'constraints': [
                    models.UniqueConstraint(fields=('first', 'second'), name='pair_verdict_once'),
                    models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pair_verdict_in_order'),
                    models.CheckConstraint(condition=models.Q(('verdict__in', ['same', 'different'])), name='pair_verdict_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PairEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=WHAT, max_length=9, verbose_name='decided')),
                ('name', models.CharField(blank=True, help_text='Stays when the login goes.', max_length=150, verbose_name='who')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('decided_by', models.ForeignKey(**USER)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='gallery.image', verbose_name='on the page of')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='gallery.image', verbose_name='about')),
            ],
            options={
                'verbose_name': 'entry in the history of decisions',
                'verbose_name_plural': 'history of decisions',
                'ordering': ['-decided_at', '-id'],
                'default_permissions': ('view',),
            },
        ),
    ]
