from django.db import migrations
from gallery.migrations._foreign_keys import cascading
from gallery.migrations._groups import CURATORS, EDITORS, granting


def begin(apps, schema_editor):
    """Begin the history with the decisions that hold."""
    pairs = apps.get_model('gallery', 'CuratedPair').objects.select_related('decided_by').order_by('decided_at', 'id')
    event = apps.get_model('gallery', 'PairEvent')
    event.objects.bulk_create(
        [
            event(
                image_id=pair.image_id,
                other_id=pair.other_id,
                what=f'{pair.kind}_both' if pair.both_ways else pair.kind,
                decided_by_id=pair.decided_by_id,
                name=pair.decided_by.username if pair.decided_by else '',
                decided_at=pair.decided_at,
            )
            for pair in pairs
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    """The history begins with what holds, goes with its images, and is there to be read."""

    dependencies = [
        ('gallery', '0008_verdicts_and_history'),
    ]

    operations = [
        cascading(
            ('gallery', 'pairverdict', 'first'),
            ('gallery', 'pairverdict', 'second'),
            ('gallery', 'pairevent', 'image'),
            ('gallery', 'pairevent', 'other'),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        granting('gallery', {CURATORS: ['view_pairevent'], EDITORS: ['view_pairevent']}),
    ]
