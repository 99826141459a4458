from django.db import migrations

FORWARD = """
UPDATE standards_standardversion v SET status = 'superseded'
WHERE v.status = 'published' AND EXISTS (
    SELECT 1 FROM standards_standardversion n
    WHERE n.standard_id = v.standard_id AND n.status = 'published' AND n.number > v.number)
"""
BACK = "UPDATE standards_standardversion SET status = 'published' WHERE status = 'superseded'"


class Migration(migrations.Migration):

    dependencies = [
        ('standards', '0002_authoring'),
    ]

    operations = [migrations.RunSQL(FORWARD, BACK)]
