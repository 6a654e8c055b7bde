from django.db import migrations
from gallery.migrations._groups import CURATORS, EDITORS, granting

LOOK = ['view_run', 'view_imagestate', 'view_unreadableimage']


class Migration(migrations.Migration):
    """Curators see what runs did, and where each image stands."""

    dependencies = [
        ('gallery', '0005_curators_and_editors_in_chief'),
        ('recommender', '0005_rankings'),
    ]

    operations = [
        granting('recommender', {CURATORS: LOOK, EDITORS: LOOK}),
    ]
