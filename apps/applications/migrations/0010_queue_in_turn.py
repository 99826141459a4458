"""The steps of an office's desk are read in the order in which they came: one index finds and sorts them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0009_funding_in_items"),
        ("organizations", "0013_metric_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="reviewstep", name="reviewstep_queue"),
        migrations.AddIndex(
            model_name="reviewstep",
            index=models.Index(fields=["organization", "status", "pending_since", "id"], name="reviewstep_in_turn"),
        ),
    ]
