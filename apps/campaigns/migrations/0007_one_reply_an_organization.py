"""A reply speaks for the organization: of several replies of its people the last one stays, the others live in history."""

from django.db import migrations, models

LAST_STAYS = """
UPDATE campaigns_announcementreceipt AS old SET reply = '', words = '', people = NULL, replied_at = NULL
 WHERE old.reply <> '' AND EXISTS (
       SELECT 1 FROM campaigns_announcementreceipt AS later
        WHERE later.announcement_id = old.announcement_id AND later.organization_id = old.organization_id
          AND later.reply <> '' AND (later.replied_at, later.id) > (old.replied_at, old.id));
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0006_announcements'),
    ]

    operations = [
        migrations.RunSQL(LAST_STAYS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='announcementreceipt',
            constraint=models.UniqueConstraint(condition=models.Q(('reply', ''), _negated=True), fields=('announcement', 'organization'), name='announcementreceipt_one_reply'),
        ),
    ]
